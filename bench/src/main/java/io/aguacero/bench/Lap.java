package io.aguacero.bench;

import io.aguacero.contracts.DeliveryPath;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One load of one contender, measured.
 *
 * @param cpu microseconds an event by process: the contender's own, {@code kafka}, {@code rabbitmq} and {@code load}
 * @param rss mebibytes at the end by process, the contender's own
 * @param stored events that came into each broker; empty where none are stored
 * @param eventsPerBatch that the door sent on; 0 where it doesn't say
 * @param voided why it counts for nothing; null when it is sound
 */
record Lap(
        Answers answers,
        Map<String, Double> cpu,
        Map<String, Long> rss,
        Map<DeliveryPath, Long> stored,
        double eventsPerBatch,
        @Nullable String voided) {
    /** Names of processes that are no part of a contender. */
    static final Set<String> AROUND = Set.of("kafka", "rabbitmq", "load");

    /** Loads a contender and then counts what is in the logs. */
    static Lap run(Contender contender, Set<DeliveryPath> paths, Shape shape, Duration duration) throws Exception {
        Map<String, Long> processes = new LinkedHashMap<>(contender.processes());
        processes.put("kafka", contender.stores().kafka.pid());
        processes.put("rabbitmq", contender.stores().rabbitMq.pid());
        OptionalLong acceptedBefore = contender.accepted();
        OptionalLong batchesBefore = contender.batches();
        Map<String, Long> before = micros(processes);
        Answers answers = contender.load(shape, duration);
        Map<String, Long> after = micros(processes);
        Map<String, Double> cpu = new LinkedHashMap<>();
        before.forEach((name, micros) -> cpu.put(name, (after.get(name) - micros) / (double) answers.events()));
        Map<String, Long> rss = new LinkedHashMap<>();
        for (var process : contender.processes().entrySet()) {
            rss.put(process.getKey(), CpuTime.residentMebibytes(process.getValue()));
        }
        if (contender.logs().isEmpty()) {
            return new Lap(answers, cpu, rss, Map.of(), 0, refusals(answers));
        }
        Map<DeliveryPath, Long> stored = contender.logs().get().count();
        OptionalLong accepted = contender.accepted();
        long told = accepted.orElse(0) - acceptedBefore.orElse(0);
        String wrong = fault(answers, shape, paths, stored, accepted.isPresent() ? OptionalLong.of(told) : accepted);
        long batches = contender.batches().orElse(0) - batchesBefore.orElse(0);
        double eventsPerBatch = batches == 0 ? 0 : (double) told / batches;
        return new Lap(answers, cpu, rss, stored, eventsPerBatch, wrong);
    }

    private static Map<String, Long> micros(Map<String, Long> processes) throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (var process : processes.entrySet()) {
            micros.put(process.getKey(), CpuTime.micros(process.getValue()));
        }
        micros.put("load", CpuTime.microsOfEnded());
        return micros;
    }

    private static @Nullable String refusals(Answers answers) {
        return answers.refused() > 0 ? answers.refused() + " requests were refused or had no answer" : null;
    }

    /**
     * Why a lap is void: both logs must hold the same number of events, each one that was answered and no other. Only requests
     * that were under way when the load ended may be stored without an answer.
     *
     * @param told how many events the contender says that it has accepted
     */
    static @Nullable String fault(
            Answers answers, Shape shape, Set<DeliveryPath> paths, Map<DeliveryPath, Long> stored, OptionalLong told) {
        if (answers.refused() > 0) {
            return refusals(answers);
        }
        for (DeliveryPath path : DeliveryPath.values()) {
            long events = stored.getOrDefault(path, 0L);
            if (!paths.contains(path)) {
                if (events > 0) {
                    return events + " events in " + path.label() + ", where none belong";
                }
            } else if (events < answers.events() || events > answers.events() + shape.eventsInFlight()) {
                return events + " events in " + path.label() + ", " + answers.events() + " answered";
            } else if (told.isPresent() && (told.getAsLong() < answers.events() || told.getAsLong() > events)) {
                return told.getAsLong() + " accepted by its own count, " + answers.events() + " answered, " + events
                        + " events in " + path.label();
            }
        }
        boolean same = paths.stream().map(stored::get).distinct().count() == 1;
        return same ? null : "the logs differ: " + stored;
    }

    double eventsPerSecond() {
        return answers.events() / answers.seconds();
    }

    /** Of all of the contender's own processes together, microseconds an event. */
    double ownCpu() {
        return cpu.entrySet().stream()
                .filter(process -> !AROUND.contains(process.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** A row of JSON. */
    Map<String, Object> row(Shape shape, String contender) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("load", shape.toString());
        row.put("contender", contender);
        row.put("events_per_second", Math.round(eventsPerSecond()));
        row.put("p50_ms", answers.p50Millis());
        row.put("p99_ms", answers.p99Millis());
        row.put("cpu_us_per_event", cpu);
        row.put("events_per_batch", eventsPerBatch);
        row.put("rss_mib", rss);
        row.put("answered", answers.events());
        row.put("stored", stored);
        row.put("void", voided == null ? "" : voided);
        return row;
    }
}

package io.aguacero.bench;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The whole way of events, all parts on this machine: from the first request until both paths have counted what was accepted. */
final class WholeWay {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Stores stores;
    private final Pipeline pipeline;
    private final Totals totals;

    /** @param pipeline whose door and consumers are started */
    WholeWay(Stores stores, Pipeline pipeline, Totals totals) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.totals = totals;
    }

    /** One load, until it is counted: a row of JSON, with the CPU time of every process that took part. */
    Map<String, Object> lap(String what, Shape shape, Duration duration) throws Exception {
        long countedBefore = awaitCounted();
        Map<String, Long> before = micros();
        long begin = System.nanoTime();
        Answers answers = pipeline.load(shape, duration);
        long events = awaitCounted() - countedBefore;
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Long> after = micros();
        if (answers.refused() > 0) {
            throw new IllegalStateException(answers.refused() + " requests were refused or had no answer");
        }
        Map<String, Double> cpu = new LinkedHashMap<>();
        before.forEach((name, micros) -> cpu.put(name, (after.get(name) - micros) / (double) events));
        return row(what, shape, events, seconds, cpu);
    }

    /**
     * Until both paths have counted the same, and no less than the door has told as stored since its start: an event whose
     * client had gone when it was stored is told to nobody.
     *
     * @return how many each of them has counted
     */
    long awaitCounted() throws Exception {
        long accepted = pipeline.accepted().orElseThrow();
        Map<DeliveryPath, OptionalLong> counted = new LinkedHashMap<>();
        boolean level = Until.within(PATIENCE, () -> {
            for (DeliveryPath path : DeliveryPath.values()) {
                counted.put(path, totals.counted(path));
            }
            return Set.copyOf(counted.values()).size() == 1
                    && counted.get(DeliveryPath.KAFKA).orElse(-1) >= accepted;
        });
        if (!level) {
            throw new IllegalStateException(
                    "not counted within " + PATIENCE + ", accepted: " + accepted + ", counted: " + counted);
        }
        return counted.get(DeliveryPath.KAFKA).orElseThrow();
    }

    private Map<String, Long> micros() throws IOException {
        Map<String, Long> processes = new LinkedHashMap<>(pipeline.processes());
        processes.put("kafka", stores.kafka.pid());
        processes.put("rabbitmq", stores.rabbitMq.pid());
        processes.put("valkey", stores.valkey.pid());
        Map<String, Long> micros = new LinkedHashMap<>();
        for (var process : processes.entrySet()) {
            micros.put(process.getKey(), CpuTime.micros(process.getValue()));
        }
        return micros;
    }

    /** @param cpu microseconds an event by process; empty where it wasn't measured */
    static Map<String, Object> row(String what, Shape shape, long events, double seconds, Map<String, Double> cpu) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("what", what);
        row.put("load", shape.toString());
        row.put("events", events);
        row.put("events_per_second", Math.round(events / seconds));
        row.put(
                "cpu_us_per_event",
                cpu.values().stream().mapToDouble(micros -> micros).sum());
        row.put("cpu_us_per_event_by_process", cpu);
        System.err.println(row);
        return row;
    }
}

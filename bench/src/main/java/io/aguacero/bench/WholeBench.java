package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole way, all parts on this machine: from the first request until both paths have counted what was accepted. In turn
 * with it the door alone: the consumers stand still, and catch up before the next lap.
 */
public final class WholeBench {
    private static final List<Shape> SHAPES = List.of(new Shape("single", 1, 256), new Shape("ndjson", 1_000, 8));
    private static final List<Service> CONSUMERS = List.of(Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int WARM_UPS = 2;

    private final Stores stores;
    private final Pipeline pipeline;
    private final Totals totals;
    private final Duration duration;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private WholeBench(Stores stores, Pipeline pipeline, Totals totals, Duration duration) {
        this.stores = stores;
        this.pipeline = pipeline;
        this.totals = totals;
        this.duration = duration;
    }

    /** Arguments: root of the repository, number of laps, seconds of load in a lap. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        int laps = Integer.parseInt(arguments[1]);
        Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        System.out.printf(
                "medians of %d laps of %d s of load, in turn; %d shards, %s%n%n",
                laps, duration.toSeconds(), Stores.SHARDS, Stores.IDS);
        System.out.println(
                "| | door alone, events/s | door to counted, events/s | share | CPU µs an event, all counted |");
        System.out.println("|---|---|---|---|---|");
        try (Stores stores = new Stores(repository, "whole");
                Pipeline pipeline = Pipeline.asShipped(stores);
                Totals totals = new Totals(stores.valkey.redisUri(), stores.kinds(), "container.metric")) {
            pipeline.start(Pipeline.DOOR);
            pipeline.start(CONSUMERS);
            WholeBench bench = new WholeBench(stores, pipeline, totals, duration);
            for (Shape shape : SHAPES) {
                bench.measure(shape, laps);
            }
            Path json = repository.resolve("bench/target/whole.json");
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), bench.rows);
            System.out.println("\nwritten to " + json);
        }
    }

    private void measure(Shape shape, int laps) throws Exception {
        for (int i = 0; i < WARM_UPS; i++) {
            whole(shape);
        }
        List<Map<String, Object>> alone = new ArrayList<>();
        List<Map<String, Object>> whole = new ArrayList<>();
        for (int lap = 0; lap < laps; lap++) {
            alone.add(alone(shape));
            whole.add(whole(shape));
        }
        rows.addAll(alone);
        rows.addAll(whole);
        double door = median(alone, "events_per_second");
        double counted = median(whole, "events_per_second");
        System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %.2f | %.1f |%n",
                shape,
                door,
                counted,
                counted / door,
                median(whole, "cpu_us_per_event"));
    }

    private Map<String, Object> alone(Shape shape) throws Exception {
        CONSUMERS.forEach(consumer -> pipeline.service(consumer).freeze());
        try {
            Answers answers = pipeline.load(shape, duration);
            return row("door alone", shape, answers.events(), answers.seconds(), Map.of());
        } finally {
            CONSUMERS.forEach(consumer -> pipeline.service(consumer).thaw());
            awaitCounted();
        }
    }

    private Map<String, Object> whole(Shape shape) throws Exception {
        long acceptedBefore = accepted();
        Map<String, Long> before = micros();
        long begin = System.nanoTime();
        Answers answers = pipeline.load(shape, duration);
        awaitCounted();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Long> after = micros();
        long events = accepted() - acceptedBefore;
        if (answers.refused() > 0) {
            throw new IllegalStateException(answers.refused() + " requests were refused or had no answer");
        }
        Map<String, Double> cpu = new LinkedHashMap<>();
        before.forEach((name, micros) -> cpu.put(name, (after.get(name) - micros) / (double) events));
        return row("whole", shape, events, seconds, cpu);
    }

    /** Until both paths have counted what the door has accepted since its start, and nothing else. */
    private void awaitCounted() throws Exception {
        Map<DeliveryPath, Boolean> equal = new LinkedHashMap<>();
        boolean counted = Until.within(PATIENCE, () -> {
            for (DeliveryPath path : DeliveryPath.values()) {
                equal.put(path, totals.are(path, accepted()));
            }
            return !equal.containsValue(false);
        });
        if (!counted) {
            throw new IllegalStateException(
                    "not counted within " + PATIENCE + ", accepted: " + accepted() + ", equal: " + equal);
        }
    }

    private long accepted() {
        return pipeline.accepted().orElseThrow();
    }

    private Map<String, Long> micros() throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            ServiceProcess process = pipeline.service(service);
            if (process.alive()) {
                micros.put(service.label(), CpuTime.micros(process.pid()));
            }
        }
        micros.put("kafka", CpuTime.micros(stores.kafka.pid()));
        micros.put("rabbitmq", CpuTime.micros(stores.rabbitMq.pid()));
        micros.put("valkey", CpuTime.micros(stores.valkey.pid()));
        return micros;
    }

    private static Map<String, Object> row(
            String what, Shape shape, long events, double seconds, Map<String, Double> cpu) {
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

    private static double median(List<Map<String, Object>> rows, String column) {
        return Median.of(rows.stream()
                .mapToDouble(row -> ((Number) row.get(column)).doubleValue())
                .toArray());
    }
}

package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.services.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final String WHOLE = "whole";
    private static final int WARM_UPS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private final Pipeline pipeline;
    private final WholeWay way;
    private final Duration duration;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private WholeBench(Pipeline pipeline, WholeWay way, Duration duration) {
        this.pipeline = pipeline;
        this.way = way;
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
        try (Stores stores = new Stores(repository, WHOLE);
                Pipeline pipeline = Pipeline.asShipped(stores);
                Totals totals = new Totals(stores.valkey.redisUri(), stores.kinds(), "container.metric")) {
            pipeline.start(Pipeline.DOOR);
            pipeline.start(CONSUMERS);
            WholeBench bench = new WholeBench(pipeline, new WholeWay(stores, pipeline, totals), duration);
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
            way.lap(WHOLE, shape, WARM_UP);
        }
        List<Map<String, Object>> alone = new ArrayList<>();
        List<Map<String, Object>> whole = new ArrayList<>();
        for (int lap = 0; lap < laps; lap++) {
            alone.add(alone(shape));
            whole.add(way.lap(WHOLE, shape, duration));
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
            return WholeWay.row("door alone", shape, answers.events(), answers.seconds(), Map.of());
        } finally {
            CONSUMERS.forEach(consumer -> pipeline.service(consumer).thaw());
            way.awaitCounted();
        }
    }

    private static double median(List<Map<String, Object>> rows, String column) {
        return Median.of(rows.stream()
                .mapToDouble(row -> ((Number) row.get(column)).doubleValue())
                .toArray());
    }
}

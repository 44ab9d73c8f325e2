package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.LocalPrometheus;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What those who look at the live page cost the pipeline: the whole way of events, lap by lap with nobody and with
 * {@value #VIEWERS} viewers, who are on this machine as well.
 */
public final class ViewersBench {
    private static final int VIEWERS = 50;
    private static final Shape SHAPE = new Shape("single", 1, 256);
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    /** Until what makes them is compiled; under load, with both cores full, they are few. */
    private static final int WARM_SNAPSHOTS = 120;

    private final Pipeline pipeline;
    private final WholeWay way;

    private ViewersBench(Pipeline pipeline, WholeWay way) {
        this.pipeline = pipeline;
        this.way = way;
    }

    /** Arguments: root of the repository, number of laps, seconds of load in a lap. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        int laps = Integer.parseInt(arguments[1]);
        Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        List<Map<String, Object>> without = new ArrayList<>();
        List<Map<String, Object>> with = new ArrayList<>();
        int port = FreePorts.next();
        try (Stores stores = new Stores(repository, "viewers");
                Pipeline pipeline = Pipeline.watched(stores, URI.create("http://127.0.0.1:" + port));
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                LocalPrometheus prometheus = prometheus(stores, pipeline, port, client);
                Totals totals = new Totals(stores.valkey.redisUri(), stores.kinds(), "container.metric")) {
            prometheus.start();
            pipeline.start(Pipeline.DOOR);
            pipeline.start(List.of(Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER, Service.INSIGHTS_API));
            ViewersBench bench = new ViewersBench(pipeline, new WholeWay(stores, pipeline, totals));
            bench.lookAtRest();
            bench.lap(false, WARM_UP);
            bench.lap(true, WARM_UP);
            for (int lap = 0; lap < laps; lap++) {
                // By turns first, so that what grows with time weighs on both alike.
                boolean first = lap % 2 == 0;
                (first ? with : without).add(bench.lap(first, duration));
                (first ? without : with).add(bench.lap(!first, duration));
            }
        }
        tell(without, with, duration);
        Path json = repository.resolve("bench/target/viewers.json");
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(json.toFile(), Map.of("nobody", without, "viewers", with));
        System.out.println("\nwritten to " + json);
    }

    /** As the page asks it for the rates of each hop, whoever looks. */
    private static LocalPrometheus prometheus(Stores stores, Pipeline pipeline, int port, HttpClient client) {
        Map<String, URI> targets =
                Arrays.stream(Service.values()).collect(Collectors.toMap(Service::label, pipeline::metrics));
        return new LocalPrometheus(
                stores.directory().resolve("prometheus"),
                port,
                stores.repository().resolve("grafana/alerts"),
                targets,
                client);
    }

    private void lookAtRest() {
        try (Viewers viewers = new Viewers(pipeline.liveStream(), pipeline.key(), VIEWERS)) {
            if (!Until.within(Duration.ofMinutes(10), () -> viewers.fewestSnapshots() >= WARM_SNAPSHOTS)) {
                throw new IllegalStateException("a viewer has seen " + viewers.fewestSnapshots() + " snapshots");
            }
        }
    }

    private Map<String, Object> lap(boolean looked, Duration duration) throws Exception {
        if (!looked) {
            return way.lap("nobody", SHAPE, duration);
        }
        try (Viewers viewers = new Viewers(pipeline.liveStream(), pipeline.key(), VIEWERS)) {
            Map<String, Object> row = way.lap(VIEWERS + " viewers", SHAPE, duration);
            row.put("fewest_snapshots", viewers.fewestSnapshots());
            if (viewers.fewestSnapshots() == 0) {
                throw new IllegalStateException("a viewer has seen nothing");
            }
            return row;
        }
    }

    private static void tell(List<Map<String, Object>> without, List<Map<String, Object>> with, Duration duration) {
        double[] shares = new double[with.size()];
        for (int lap = 0; lap < shares.length; lap++) {
            shares[lap] = figure(with.get(lap), "events_per_second") / figure(without.get(lap), "events_per_second");
        }
        System.out.printf(
                "medians of %d laps of %d s of load, in turn; %d shards, %s%n%n",
                shares.length, duration.toSeconds(), Stores.SHARDS, Stores.IDS);
        System.out.println("| | door to counted, events/s | CPU µs an event, all | of it insights-api | valkey |");
        System.out.println("|---|---|---|---|---|");
        line("nobody looks", without);
        line(VIEWERS + " viewers", with);
        System.out.printf(
                Locale.ROOT,
                "%nsnapshots that the viewer who saw the fewest saw in a lap: %.0f%n",
                median(with, "fewest_snapshots"));
        System.out.printf(
                Locale.ROOT,
                "events/s with viewers, of those without, pair by pair: median %.3f, %.3f to %.3f%n",
                Median.of(shares),
                Arrays.stream(shares).min().orElse(0),
                Arrays.stream(shares).max().orElse(0));
    }

    private static void line(String what, List<Map<String, Object>> rows) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.1f | %.2f | %.2f |%n",
                what,
                median(rows, "events_per_second"),
                median(rows, "cpu_us_per_event"),
                medianOf(rows, "insights-api"),
                medianOf(rows, "valkey"));
    }

    private static double figure(Map<String, Object> row, String column) {
        return ((Number) row.get(column)).doubleValue();
    }

    private static double median(List<Map<String, Object>> rows, String column) {
        return Median.of(rows.stream().mapToDouble(row -> figure(row, column)).toArray());
    }

    private static double medianOf(List<Map<String, Object>> rows, String process) {
        return Median.of(rows.stream()
                .map(row -> (Map<?, ?>) row.get("cpu_us_per_event_by_process"))
                .mapToDouble(cpu -> ((Number) cpu.get(process)).doubleValue())
                .toArray());
    }
}

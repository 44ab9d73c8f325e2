package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Time from when an event is due until its 202, single events: one after the other on one connection, and at fixed shares of what
 * each contender takes at 256 connections in the same run, in an open loop.
 */
public final class LatencyBench {
    private static final Shape SATURATION = Shape.SINGLE.getLast();
    private static final Shape ONE = new Shape("single", 1, 1);
    private static final List<Double> SHARES = List.of(0.1, 0.5);
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 256;

    private final Duration duration;
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private LatencyBench(Duration duration) {
        this.duration = duration;
    }

    /** Arguments: root of the repository, number of laps, seconds of a load. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        int laps = Integer.parseInt(arguments[1]);
        LatencyBench bench = new LatencyBench(Duration.ofSeconds(Integer.parseInt(arguments[2])));
        Map<Contender, URI> doors = new LinkedHashMap<>();
        try (Stores stores = new Stores(repository, "latency")) {
            try {
                for (Pipeline pipeline : List.of(Pipeline.asShipped(stores), Pipeline.naive(stores))) {
                    doors.put(pipeline, pipeline.door());
                    pipeline.start(Pipeline.DOOR);
                }
                Peer.given(stores, "latency").ifPresent(peer -> doors.put(peer, peer.url()));
                bench.measure(doors, stores.key(), laps);
            } finally {
                doors.keySet().forEach(Contender::close);
            }
        }
        bench.print(laps);
        Path json = repository.resolve("bench/target/latency.json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), bench.rows);
        System.out.println("\nwritten to " + json);
    }

    private void measure(Map<Contender, URI> doors, String key, int laps) throws Exception {
        Map<Contender, Double> saturation = new LinkedHashMap<>();
        for (Contender contender : doors.keySet()) {
            contender.prepare(SATURATION);
            contender.load(SATURATION, WARM_UP);
            Answers most = contender.load(SATURATION, duration);
            saturation.put(contender, most.events() / most.seconds());
        }
        for (int lap = 1; lap <= laps; lap++) {
            for (var door : doors.entrySet()) {
                Contender contender = door.getKey();
                Answers one = contender.load(ONE, duration);
                add(contender.name(), "1 connection", one, Double.NaN);
                for (double share : SHARES) {
                    OpenLoop loop = new OpenLoop(door.getValue(), key, CONNECTIONS);
                    Answers answers = loop.run(saturation.get(contender) * share, duration);
                    Histogram micros = loop.micros();
                    add(
                            contender.name(),
                            Math.round(share * 100) + " % load",
                            answers,
                            micros.getValueAtPercentile(99.9) / 1e3);
                }
            }
        }
    }

    private void add(String contender, String load, Answers answers, double p999Millis) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("contender", contender);
        row.put("load", load);
        row.put("events_per_second", Math.round(answers.events() / answers.seconds()));
        row.put("p50_ms", answers.p50Millis());
        row.put("p99_ms", answers.p99Millis());
        row.put("p999_ms", p999Millis);
        row.put("refused", answers.refused());
        rows.add(row);
        System.err.println(row);
    }

    private void print(int laps) {
        System.out.printf("medians of %d laps of %d s%n%n", laps, duration.toSeconds());
        System.out.println(
                "| | load | events/s | p50 ms | p99 ms | p99.9 ms | refused |\n|---|---|---|---|---|---|---|");
        rows.stream()
                .map(row -> List.of(row.get("contender"), row.get("load")))
                .distinct()
                .forEach(which -> System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,.0f | %.2f | %.2f | %.2f | %.0f |%n",
                        which.getFirst(),
                        which.getLast(),
                        median(which, "events_per_second"),
                        median(which, "p50_ms"),
                        median(which, "p99_ms"),
                        median(which, "p999_ms"),
                        median(which, "refused")));
    }

    private double median(List<Object> which, String column) {
        return Median.of(rows.stream()
                .filter(row -> which.equals(List.of(row.get("contender"), row.get("load"))))
                .mapToDouble(row -> ((Number) row.get(column)).doubleValue())
                .toArray());
    }
}

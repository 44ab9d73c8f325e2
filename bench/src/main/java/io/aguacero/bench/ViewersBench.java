package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.LocalPrometheus;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What those who look at the live page cost the pipeline: CPU time of all its processes while events come at the same rate, lap by
 * lap with nobody and with {@value #VIEWERS} viewers, who are on this machine as well. The rate leaves cores free, so that a viewer
 * gets every snapshot: with full cores there are fewer, and they cost less.
 */
public final class ViewersBench {
    private static final int VIEWERS = 50;
    private static final int EVENTS_PER_SECOND = 250;
    private static final int CONNECTIONS = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(90);
    /** Until what makes them is compiled. */
    private static final int WARM_SNAPSHOTS = 120;

    private final Pipeline pipeline;
    private final WholeWay way;
    private final Map<String, Long> processes;

    private ViewersBench(Pipeline pipeline, WholeWay way, Map<String, Long> processes) {
        this.pipeline = pipeline;
        this.way = way;
        this.processes = processes;
    }

    /** Arguments: root of the repository, number of laps, seconds of a lap. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        int laps = Integer.parseInt(arguments[1]);
        Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        List<Look> without = new ArrayList<>();
        List<Look> with = new ArrayList<>();
        int port = FreePorts.next();
        try (Stores stores = new Stores(repository, "viewers");
                Pipeline pipeline = Pipeline.watched(stores, URI.create("http://127.0.0.1:" + port));
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Totals totals = new Totals(stores.valkey.redisUri(), stores.kinds(), "container.metric");
                LocalPrometheus prometheus = prometheus(stores, pipeline, port, client)) {
            prometheus.start();
            pipeline.start(Pipeline.DOOR);
            pipeline.start(List.of(Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER, Service.INSIGHTS_API));
            Map<String, Long> processes = new LinkedHashMap<>(pipeline.processes());
            processes.put("kafka", stores.kafka.pid());
            processes.put("rabbitmq", stores.rabbitMq.pid());
            processes.put("valkey", stores.valkey.pid());
            processes.put("prometheus", prometheus.pid());
            ViewersBench bench = new ViewersBench(pipeline, new WholeWay(stores, pipeline, totals), processes);
            bench.lookAtRest();
            bench.way.lap("warm-up", Shape.SINGLE.getLast(), WARM_UP);
            bench.lap(true, duration);
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

    private Look lap(boolean looked, Duration duration) throws Exception {
        // What waits from the lap before is not this one's.
        way.awaitCounted();
        try (Viewers viewers = looked ? new Viewers(pipeline.liveStream(), pipeline.key(), VIEWERS) : null) {
            Map<String, Long> before = micros();
            Answers answers =
                    new OpenLoop(pipeline.door(), pipeline.key(), CONNECTIONS).run(EVENTS_PER_SECOND, duration);
            Map<String, Long> after = micros();
            if (answers.refused() > 0) {
                throw new IllegalStateException(answers.refused() + " events were refused");
            }
            Map<String, Double> cpu = new LinkedHashMap<>();
            before.forEach((name, micros) -> cpu.put(name, (after.get(name) - micros) / 1e3 / answers.seconds()));
            Look look = new Look(viewers == null ? 0 : VIEWERS, seen(viewers), cpu);
            System.err.println(look);
            return look;
        }
    }

    private static long seen(@Nullable Viewers viewers) {
        if (viewers == null) {
            return 0;
        }
        long seen = viewers.fewestSnapshots();
        if (seen == 0) {
            throw new IllegalStateException("a viewer has seen nothing");
        }
        return seen;
    }

    private Map<String, Long> micros() throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (var process : processes.entrySet()) {
            micros.put(process.getKey(), CpuTime.micros(process.getValue()));
        }
        return micros;
    }

    private static void tell(List<Look> without, List<Look> with, Duration duration) {
        int cores = Runtime.getRuntime().availableProcessors();
        double[] cost = new double[with.size()];
        for (int lap = 0; lap < cost.length; lap++) {
            cost[lap] = with.get(lap).all() - without.get(lap).all();
        }
        System.out.printf(
                Locale.ROOT,
                "medians of %d laps of %d s in turn, %,d events/s; ms of CPU a second%n%n",
                cost.length,
                duration.toSeconds(),
                EVENTS_PER_SECOND);
        System.out.println("| | nobody looks | " + VIEWERS + " viewers |\n|---|---|---|");
        without.getFirst()
                .cpu()
                .keySet()
                .forEach(process -> System.out.printf(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f |%n",
                        process,
                        median(without, process),
                        median(with, process)));
        System.out.printf(
                Locale.ROOT,
                "%npair by pair, all of them: %.1f more, %.1f to %.1f; the median is %.2f %% of %d cores%n",
                Median.of(cost),
                Arrays.stream(cost).min().orElse(0),
                Arrays.stream(cost).max().orElse(0),
                Median.of(cost) / (10.0 * cores),
                cores);
        System.out.printf(
                Locale.ROOT,
                "snapshots that the viewer who saw the fewest saw in a lap: %.0f%n",
                Median.of(with.stream().mapToDouble(Look::fewestSnapshots).toArray()));
    }

    private static double median(List<Look> looks, String process) {
        return Median.of(
                looks.stream().mapToDouble(look -> look.cpu().get(process)).toArray());
    }

    /**
     * One lap.
     *
     * @param viewers who looked
     * @param fewestSnapshots that one of them saw
     * @param cpu milliseconds a second by process
     */
    record Look(int viewers, long fewestSnapshots, Map<String, Double> cpu) {
        double all() {
            return cpu.values().stream().mapToDouble(millis -> millis).sum();
        }
    }
}

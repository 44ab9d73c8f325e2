package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * From the start of a service's process until it says that it is ready, and, for those that an event crosses on its way in,
 * until an event is accepted again; the others run. Looked at every 20 ms.
 */
public final class StartBench {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Pipeline pipeline;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private long posted;

    private StartBench(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Arguments: root of the repository, number of laps. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        int laps = Integer.parseInt(arguments[1]);
        try (Stores stores = new Stores(repository, "start");
                Pipeline pipeline = Pipeline.asShipped(stores)) {
            StartBench bench = new StartBench(pipeline);
            pipeline.start(Pipeline.DOOR);
            pipeline.start(List.of(Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER, Service.INSIGHTS_API));
            System.out.printf("%d starts of each, the others running; medians (least to most)%n%n", laps);
            System.out.println("| | ready, s | first event accepted, s | CPU until ready, s | RSS then, MiB |");
            System.out.println("|---|---|---|---|---|");
            for (Service service : Service.values()) {
                bench.measure(service, laps);
            }
            Path json = repository.resolve("bench/target/start.json");
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), bench.rows);
            System.out.println("\nwritten to " + json);
        }
    }

    private void measure(Service service, int laps) throws Exception {
        List<Map<String, Object>> starts = new ArrayList<>();
        for (int lap = 0; lap < laps; lap++) {
            starts.add(start(service));
        }
        rows.addAll(starts);
        System.out.printf(
                "| %s | %s | %s | %s | %s |%n",
                service.label(),
                spread(starts, "ready_seconds"),
                Pipeline.DOOR.contains(service) ? spread(starts, "accepted_seconds") : "",
                spread(starts, "cpu_seconds"),
                spread(starts, "rss_mib"));
    }

    private Map<String, Object> start(Service service) throws IOException {
        ServiceProcess process = pipeline.service(service);
        process.stop();
        long begin = System.nanoTime();
        process.start();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("service", service.label());
        row.put("ready_seconds", seconds(begin));
        row.put("cpu_seconds", CpuTime.micros(process.pid()) / 1e6);
        row.put("rss_mib", CpuTime.residentMebibytes(process.pid()));
        if (Pipeline.DOOR.contains(service)) {
            if (!Until.within(LIMIT, this::accepts)) {
                throw new IllegalStateException("no event is accepted after a start of " + service.label());
            }
            row.put("accepted_seconds", seconds(begin));
        }
        return row;
    }

    private boolean accepts() {
        HttpRequest request = HttpRequest.newBuilder(pipeline.door())
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + pipeline.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Reading.json(Wrk.run(), posted++)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 202;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static double seconds(long begin) {
        return Math.round((System.nanoTime() - begin) / 1e6) / 1e3;
    }

    private static String spread(List<Map<String, Object>> rows, String column) {
        double[] figures = rows.stream()
                .mapToDouble(row -> ((Number) row.get(column)).doubleValue())
                .toArray();
        return "%.2f (%.2f to %.2f)"
                .formatted(
                        Median.of(figures),
                        DoubleStream.of(figures).min().orElse(0),
                        DoubleStream.of(figures).max().orElse(0));
    }
}

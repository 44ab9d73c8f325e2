package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.localstack.process.Until;
import io.aguacero.localstack.services.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each process takes while nothing comes: everything is started, and left alone. */
public final class IdleBench {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private IdleBench() {}

    /** Arguments: root of the repository, seconds to look at. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]).toAbsolutePath();
        Duration duration = Duration.ofSeconds(Integer.parseInt(arguments[1]));
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Stores stores = new Stores(repository, "idle");
                Pipeline pipeline = Pipeline.asShipped(stores)) {
            pipeline.start(Pipeline.DOOR);
            pipeline.start(List.of(Service.KAFKA_CONSUMER, Service.RABBIT_CONSUMER, Service.INSIGHTS_API));
            Map<String, Long> processes = new LinkedHashMap<>(pipeline.processes());
            processes.put("kafka", stores.kafka.pid());
            processes.put("rabbitmq", stores.rabbitMq.pid());
            processes.put("valkey", stores.valkey.pid());
            pause(SETTLE);
            Map<String, Long> before = new LinkedHashMap<>();
            for (var process : processes.entrySet()) {
                before.put(process.getKey(), CpuTime.micros(process.getValue()));
            }
            long begin = System.nanoTime();
            pause(duration);
            double micros = (System.nanoTime() - begin) / 1e3;
            System.out.printf("at rest for %d s, all running%n%n", duration.toSeconds());
            System.out.println("| | CPU, % of a core | RSS, MiB |\n|---|---|---|");
            for (var process : processes.entrySet()) {
                double percent = 100 * (CpuTime.micros(process.getValue()) - before.get(process.getKey())) / micros;
                long rss = CpuTime.residentMebibytes(process.getValue());
                System.out.printf("| %s | %.2f | %d |%n", process.getKey(), percent, rss);
                rows.add(Map.of("process", process.getKey(), "cpu_percent", percent, "rss_mib", rss));
            }
        }
        Path json = repository.resolve("bench/target/idle.json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
        System.out.println("\nwritten to " + json);
    }

    private static void pause(Duration duration) {
        Until.within(duration, () -> false);
    }
}

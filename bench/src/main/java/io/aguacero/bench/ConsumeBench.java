package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.OsProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each consumer by itself drains a full backlog into an empty store: once just started, then again and again with the store
 * emptied in between.
 */
public final class ConsumeBench {
    private ConsumeBench() {}

    /** Arguments: root of the repository, number of events, number of laps. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]);
        int events = Integer.parseInt(arguments[1]);
        int laps = Integer.parseInt(arguments[2]);
        List<Map<String, Object>> rows = new ArrayList<>();
        try (Stores stores = new Stores(repository, "consume")) {
            new Backlog(Stores.SHARDS, events, Instant.now().toEpochMilli() * 1_000)
                    .write(stores.kafka.bootstrapServers(), stores.rabbitMq.amqpUri());
            System.out.printf(
                    "%d events in each log, %d on RabbitMQ a message, %d shards, %s%n%n",
                    events, Backlog.PACK, Stores.SHARDS, Stores.IDS);
            try (Drain drain = new Drain(stores.valkey.redisUri(), stores.kinds(), events)) {
                drain(stores, drain, DeliveryPath.KAFKA, "kafka-consumer", stores.kafka.pid(), laps, rows);
                drain(stores, drain, DeliveryPath.RABBITMQ, "rabbit-consumer", stores.rabbitMq.pid(), laps, rows);
            }
        }
        Path json = repository.resolve("bench/target/consume.json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
        System.out.println("written to " + json);
    }

    private static void drain(
            Stores stores,
            Drain drain,
            DeliveryPath path,
            String consumer,
            long broker,
            int laps,
            List<Map<String, Object>> rows)
            throws Exception {
        drain.flush();
        OsProcess process = stores.consumer(consumer, "1d", FreePorts.next());
        Map<String, Long> processes = new LinkedHashMap<>();
        processes.put("broker", broker);
        processes.put("valkey", stores.valkey.pid());
        processes.put("consumer", process.pid());
        List<Map<String, Object>> warm = new ArrayList<>();
        try {
            rows.add(drain.lapse(consumer + ", just started", List.of(path), processes));
            for (int lap = 1; lap < laps; lap++) {
                drain.flush();
                warm.add(drain.lapse(consumer + ", lap " + lap, List.of(path), processes));
            }
        } finally {
            process.stop(Duration.ofSeconds(30));
        }
        rows.addAll(warm);
        if (!warm.isEmpty()) {
            System.out.printf(
                    "%s, medians of %d laps: %.0f events/s; CPU µs an event: consumer %.2f, valkey %.2f, broker %.2f;"
                            + " %.0f events/s a core of consumer%n%n",
                    consumer,
                    warm.size(),
                    median(warm, path.label() + "_events_per_second"),
                    median(warm, "consumer_cpu_us_per_event"),
                    median(warm, "valkey_cpu_us_per_event"),
                    median(warm, "broker_cpu_us_per_event"),
                    1e6 / median(warm, "consumer_cpu_us_per_event"));
        }
    }

    private static double median(List<Map<String, Object>> rows, String column) {
        return Median.of(rows.stream()
                .mapToDouble(row -> ((Number) row.get(column)).doubleValue())
                .toArray());
    }
}

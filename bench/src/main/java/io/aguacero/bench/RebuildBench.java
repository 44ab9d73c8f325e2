package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long an emptied store takes until both paths are complete again, both at once: from the beginning of the logs, and
 * from checkpoints, after which only the ids of the last horizon are read again.
 */
public final class RebuildBench {
    private static final List<DeliveryPath> BOTH = List.of(DeliveryPath.values());

    private final Stores stores;
    private final Drain drain;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RebuildBench(Stores stores, Drain drain) {
        this.stores = stores;
        this.drain = drain;
    }

    /** Arguments: root of the repository, number of events. */
    public static void main(String[] arguments) throws Exception {
        Path repository = Path.of(arguments[0]);
        int events = Integer.parseInt(arguments[1]);
        try (Stores stores = new Stores(repository, "rebuild")) {
            new Backlog(Stores.SHARDS, events, Instant.now().toEpochMilli() * 1_000)
                    .write(stores.kafka.bootstrapServers(), stores.rabbitMq.amqpUri());
            System.out.printf(
                    "%d events in each log, %d on RabbitMQ a message, %d shards, %s%n%n",
                    events, Backlog.PACK, Stores.SHARDS, Stores.IDS);
            try (Drain drain = new Drain(stores.valkey.redisUri(), stores.kinds(), events)) {
                RebuildBench bench = new RebuildBench(stores, drain);
                bench.run("1d", "from the log", 3);
                bench.run("1s", "from checkpoints", 2);
                Path json = repository.resolve("bench/target/rebuild.json");
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), bench.rows);
                System.out.println("written to " + json);
            }
        }
    }

    /** Fills the store with consumers just started, and then again and again, emptied in between. */
    private void run(String checkpointEvery, String from, int laps) throws Exception {
        drain.flush();
        int kafkaMetrics = FreePorts.next();
        int rabbitMetrics = FreePorts.next();
        OsProcess byKafka = stores.consumer("kafka-consumer", checkpointEvery, kafkaMetrics);
        OsProcess byRabbit = stores.consumer("rabbit-consumer", checkpointEvery, rabbitMetrics);
        Map<String, Long> processes = new LinkedHashMap<>();
        processes.put("kafka", stores.kafka.pid());
        processes.put("rabbitmq", stores.rabbitMq.pid());
        processes.put("valkey", stores.valkey.pid());
        processes.put("kafka-consumer", byKafka.pid());
        processes.put("rabbit-consumer", byRabbit.pid());
        try {
            rows.add(drain.lapse("from the log, just started", BOTH, processes));
            for (int lap = 1; lap <= laps; lap++) {
                if (!checkpointEvery.equals("1d")) {
                    awaitCheckpoints(kafkaMetrics);
                    awaitCheckpoints(rabbitMetrics);
                }
                drain.flush();
                rows.add(drain.lapse(from + ", lap " + lap, BOTH, processes));
            }
        } finally {
            byKafka.stop(Duration.ofSeconds(30));
            byRabbit.stop(Duration.ofSeconds(30));
        }
    }

    /**
     * Until no shard has taken a checkpoint for half a minute: nothing moves, so none newer comes. A shorter wait would find one
     * of the middle of the backlog, as a shard rests after each for many times as long as it took.
     */
    private void awaitCheckpoints(int management) {
        boolean taken = Until.within(Duration.ofMinutes(2), () -> {
            List<Double> ages = ages(management);
            return ages.size() == Stores.SHARDS && ages.stream().allMatch(age -> age > 30);
        });
        if (!taken) {
            throw new IllegalStateException("no checkpoints; see the logs in " + stores.directory());
        }
    }

    private List<Double> ages(int management) {
        try {
            String metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith("aguacero_checkpoint_age_seconds{"))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .toList();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}

package io.aguacero.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.process.Until;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long an emptied store takes until both paths are complete again: real brokers and store, the packaged consumers with
 * the memory that run.sh gives them, both paths at once.
 */
public final class RebuildBench {
    private static final int SHARDS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path repository;
    private final Path directory;
    private final int events;
    private final LocalKafka kafka;
    private final LocalRabbitMq rabbitMq;
    private final LocalValkey valkey;
    private final Map<String, Long> processes = new LinkedHashMap<>();
    private final List<Map<String, Object>> rows = new ArrayList<>();

    private RebuildBench(Path repository, int events) throws IOException {
        this.repository = repository;
        this.events = events;
        directory = Files.createTempDirectory(Files.createDirectories(repository.resolve("bench/target")), "rebuild");
        kafka = new LocalKafka(directory.resolve("kafka"));
        rabbitMq = new LocalRabbitMq(directory.resolve("rabbitmq"));
        valkey = new LocalValkey(directory.resolve("valkey"));
    }

    /** Arguments: root of the repository, number of events. */
    public static void main(String[] arguments) throws Exception {
        new RebuildBench(Path.of(arguments[0]), Integer.parseInt(arguments[1])).run();
    }

    private void run() throws Exception {
        kafka.start();
        rabbitMq.start();
        valkey.start();
        Instant now = Instant.now();
        new Backlog(SHARDS, events, now.toEpochMilli() * 1_000).write(kafka.bootstrapServers(), rabbitMq.amqpUri());
        processes.put("kafka", kafka.pid());
        processes.put("rabbitmq", rabbitMq.pid());
        processes.put("valkey", valkey.pid());
        Vertx vertx = Vertx.vertx();
        Redis redis = Redis.createClient(vertx, valkey.redisUri());
        try {
            measure(redis);
        } finally {
            redis.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
            rabbitMq.close();
            kafka.close();
            valkey.close();
        }
        Path json = repository.resolve("bench/target/rebuild.json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), rows);
        System.out.println("written to " + json);
    }

    private void measure(Redis redis) throws Exception {
        AggregateReader reader = new AggregateReader(redis, Backlog.shards(SHARDS), Duration.ofSeconds(20));
        OsProcess byKafka = consumer("kafka-consumer", "-Dkafka.bootstrap.servers=" + kafka.bootstrapServers());
        OsProcess byRabbit = consumer("rabbit-consumer", "-Daguacero.rabbit-consumer.uri=" + rabbitMq.amqpUri());
        processes.put("kafka-consumer", byKafka.pid());
        processes.put("rabbit-consumer", byRabbit.pid());
        try {
            System.out.printf(
                    "%d events in each log, %d on RabbitMQ a message, %d shards%n", events, Backlog.PACK, SHARDS);
            lapse("first", reader);
            flush(redis);
            lapse("from the log", reader);
            flush(redis);
            lapse("from the log", reader);
        } finally {
            byKafka.stop(Duration.ofSeconds(30));
            byRabbit.stop(Duration.ofSeconds(30));
        }
    }

    private static void flush(Redis redis) {
        redis.send(Request.cmd(Command.FLUSHALL))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** From now until both paths have counted everything, and say so. */
    private void lapse(String what, AggregateReader reader) throws IOException {
        Map<String, Long> before = cpu();
        long begin = System.nanoTime();
        Map<DeliveryPath, Double> seconds = new LinkedHashMap<>();
        boolean done = Until.within(PATIENCE, () -> {
            for (DeliveryPath path : DeliveryPath.values()) {
                if (!seconds.containsKey(path) && rebuilt(reader, path)) {
                    seconds.put(path, (System.nanoTime() - begin) / 1e9);
                }
            }
            return seconds.size() == DeliveryPath.values().length;
        });
        if (!done) {
            throw new IllegalStateException("not rebuilt within " + PATIENCE + "; see the logs in " + directory);
        }
        print(what, seconds, before);
    }

    private void print(String what, Map<DeliveryPath, Double> seconds, Map<String, Long> before) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("case", what);
        row.put("events", events);
        double last = 0;
        for (var path : seconds.entrySet()) {
            last = Math.max(last, path.getValue());
            row.put(path.getKey().label() + "_seconds", round(path.getValue()));
            row.put(path.getKey().label() + "_events_per_second", Math.round(events / path.getValue()));
        }
        row.put("applied_per_second", Math.round(2 * events / last));
        Map<String, Long> after = cpu();
        for (String process : before.keySet()) {
            row.put(process + "_cpu_us_per_event", round((after.get(process) - before.get(process)) / (double) events));
        }
        rows.add(row);
        row.forEach((name, value) -> System.out.printf("%-36s %s%n", name, value));
        System.out.println();
    }

    private static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private boolean rebuilt(AggregateReader reader, DeliveryPath path) {
        return reader.totals(path, kind(), null).toCompletableFuture().join() instanceof TotalsReading.Totals totals
                && totals.complete()
                && totals.groups().getFirst().count() == events;
    }

    private EventKind kind() {
        if (KindCatalog.load(kinds()) instanceof KindLoading.Loaded(KindCatalog catalog)) {
            return catalog.find("weather.tweet").orElseThrow();
        }
        throw new IllegalStateException("the kinds in " + kinds() + " are refused");
    }

    private Path kinds() {
        return repository.resolve("contracts/kinds");
    }

    private Map<String, Long> cpu() throws IOException {
        Map<String, Long> micros = new LinkedHashMap<>();
        for (var process : processes.entrySet()) {
            micros.put(process.getKey(), CpuTime.micros(process.getValue()));
        }
        return micros;
    }

    private OsProcess consumer(String name, String... settings) {
        List<String> command = new ArrayList<>(
                List.of(Programs.java(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of(settings));
        String prefix = "-Daguacero." + name + ".";
        command.addAll(List.of(
                prefix + "shards=" + SHARDS,
                prefix + "instance=bench",
                prefix + "kinds-directory=" + kinds(),
                prefix + "checkpoint-every=1d",
                "-Dquarkus.redis.hosts=" + valkey.redisUri(),
                "-Dquarkus.http.port=" + FreePorts.next(),
                "-Dquarkus.management.port=" + FreePorts.next()));
        String extra = System.getenv("BENCH_JAVA_OPTIONS");
        if (extra != null) {
            command.addAll(1, List.of(extra.replace("NAME", name).split(" ")));
        }
        command.addAll(List.of(
                "-jar",
                repository
                        .resolve(name)
                        .resolve("target/quarkus-app/quarkus-run.jar")
                        .toString()));
        return OsProcess.start(new Launch(name, command, Map.of(), directory, directory.resolve(name + ".log")));
    }
}

package io.aguacero.bench;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Both brokers and a durable store, and the packaged consumers beside them with the memory that run.sh gives them. The
 * kinds are those that ship, with a short memory of ids, so that what a run holds is bounded by its rate and not its length.
 */
final class Stores implements AutoCloseable {
    /** Shards of each path. */
    static final int SHARDS = 4;
    /** How the kinds' ids are remembered here. */
    static final String IDS = "ids: { horizon: 1m, bucket: 10s }";

    private final Path repository;
    private final Path directory;
    final LocalKafka kafka;
    final LocalRabbitMq rabbitMq;
    final LocalValkey valkey;

    /** Starts the servers; their data goes below {@code bench/target}. */
    Stores(Path repository, String name) throws IOException {
        this.repository = repository;
        directory = Files.createTempDirectory(Files.createDirectories(repository.resolve("bench/target")), name);
        kafka = new LocalKafka(directory.resolve("kafka"));
        rabbitMq = new LocalRabbitMq(directory.resolve("rabbitmq"));
        valkey = new LocalValkey(directory.resolve("valkey"));
        copyKinds();
        kafka.start();
        rabbitMq.start();
        valkey.start();
    }

    private void copyKinds() throws IOException {
        Path shipped = repository.resolve("contracts/kinds");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = kinds().resolve(shipped.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replaceAll("(?m)^ids: .*$", IDS));
            }
        }
    }

    /** The kinds in force. */
    Path kinds() {
        return directory.resolve("kinds");
    }

    /** Where logs are. */
    Path directory() {
        return directory;
    }

    /**
     * Starts a consumer.
     *
     * @param name of its module
     * @param checkpointEvery least time between two checkpoints of a shard
     * @param management port of its metrics
     */
    OsProcess consumer(String name, String checkpointEvery, int management) {
        List<String> command = new ArrayList<>(
                List.of(Programs.java(), "-Xmx128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        String extra = System.getenv("BENCH_JAVA_OPTIONS");
        if (extra != null) {
            command.addAll(1, List.of(extra.replace("NAME", name).split(" ")));
        }
        String prefix = "-Daguacero." + name + ".";
        command.addAll(List.of(
                name.startsWith("kafka")
                        ? "-Dkafka.bootstrap.servers=" + kafka.bootstrapServers()
                        : prefix + "uri=" + rabbitMq.amqpUri(),
                prefix + "shards=" + SHARDS,
                prefix + "instance=bench",
                prefix + "kinds-directory=" + kinds(),
                prefix + "checkpoint-every=" + checkpointEvery,
                "-Dquarkus.redis.hosts=" + valkey.redisUri(),
                "-Dquarkus.http.port=" + FreePorts.next(),
                "-Dquarkus.management.port=" + management));
        Path jar = repository.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        command.addAll(List.of("-jar", jar.toString()));
        return OsProcess.start(new Launch(name, command, Map.of(), directory, directory.resolve(name + ".log")));
    }

    @Override
    public void close() {
        rabbitMq.close();
        kafka.close();
        valkey.close();
    }
}

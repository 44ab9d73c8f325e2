package io.aguacero.localstack;

import io.aguacero.localstack.process.BrokerClassPath;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Kafka, one node that is broker and controller (KRaft). Topics are made on purpose only, never by a first write. */
public final class LocalKafka implements LocalServer {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final int port;
    private final int controllerPort;
    private volatile @Nullable OsProcess process;

    /** On free ports. */
    public LocalKafka(Path directory) {
        this(directory, FreePorts.next(), FreePorts.next());
    }

    /**
     * On given ports.
     *
     * @param directory of data and log; made when it is not there
     * @param port of loopback, for clients
     * @param controllerPort of loopback, for the node itself
     */
    public LocalKafka(Path directory, int port, int controllerPort) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
    }

    @Override
    public String name() {
        return "kafka";
    }

    /** For clients: {@code 127.0.0.1:PORT}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void start() {
        if (alive()) {
            return;
        }
        Path configuration = writeConfiguration();
        if (!Files.exists(directory.resolve("data/meta.properties"))) {
            Programs.run(
                    directory.resolve("kafka-format.log"),
                    "",
                    java(
                            "kafka.tools.StorageTool",
                            "format",
                            "--cluster-id",
                            Uuid.randomUuid().toString(),
                            "--config",
                            configuration.toString()));
        }
        OsProcess started = OsProcess.start(new Launch(
                name(),
                java("kafka.Kafka", configuration.toString()),
                Map.of(),
                directory,
                directory.resolve("kafka.log")));
        process = started;
        started.awaitReady(START_LIMIT, this::describesItself);
    }

    private static List<String> java(String... program) {
        List<String> command = new ArrayList<>(List.of(
                Programs.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config=warn",
                "-cp",
                BrokerClassPath.find()));
        command.addAll(List.of(program));
        return command;
    }

    private Path writeConfiguration() {
        Path file = directory.resolve("server.properties");
        try {
            Files.createDirectories(directory);
            Files.writeString(file, """
                    process.roles=broker,controller
                    node.id=1
                    controller.quorum.voters=1@127.0.0.1:%2$d
                    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                    controller.listener.names=CONTROLLER
                    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                    log.dirs=%3$s
                    auto.create.topics.enable=false
                    offsets.topic.num.partitions=4
                    offsets.topic.replication.factor=1
                    transaction.state.log.num.partitions=4
                    transaction.state.log.replication.factor=1
                    transaction.state.log.min.isr=1
                    share.coordinator.state.topic.num.partitions=1
                    share.coordinator.state.topic.replication.factor=1
                    share.coordinator.state.topic.min.isr=1
                    group.initial.rebalance.delay.ms=0
                    log.retention.ms=-1
                    log.retention.bytes=2147483648
                    """.formatted(port, controllerPort, directory.resolve("data")));
        } catch (IOException e) {
            throw new UncheckedIOException("kafka's directory cannot be written: " + e.getMessage(), e);
        }
        return file;
    }

    private boolean describesItself() {
        if (FreePorts.free(port)) {
            return false;
        }
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                3_000))) {
            return !admin.describeCluster().nodes().get(4, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_LIMIT);
        }
    }

    @Override
    public void kill() {
        running().kill();
    }

    @Override
    public void freeze() {
        running().freeze();
    }

    @Override
    public void thaw() {
        running().thaw();
    }

    @Override
    public boolean alive() {
        return process != null && process.alive();
    }

    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public void close() {
        stop();
    }

    private OsProcess running() {
        if (process == null) {
            throw new IllegalStateException("kafka has not been started");
        }
        return process;
    }
}

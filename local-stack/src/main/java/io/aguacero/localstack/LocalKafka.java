package io.aguacero.localstack;

import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.AotCache;
import io.aguacero.localstack.process.BrokerClassPath;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.users.KafkaUsers;
import io.aguacero.localstack.users.LocalUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * Kafka, a node that is broker and controller (KRaft), alone or with others. Topics are made on purpose only, never by a
 * first write.
 */
public final class LocalKafka extends ServerProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final KafkaNode self;
    private final List<KafkaNode> nodes;
    private final Optional<KafkaUsers> users;

    /** One node on free ports. */
    public LocalKafka(Path directory) {
        this(directory, FreePorts.next(), FreePorts.next());
    }

    /**
     * One node on given ports.
     *
     * @param directory of data and log; made when it is not there
     * @param port of loopback, for clients
     * @param controllerPort of loopback, for the node itself
     */
    public LocalKafka(Path directory, int port, int controllerPort) {
        this("kafka", directory, KafkaNode.of(1, port, controllerPort));
    }

    /** One node alone. */
    public LocalKafka(String name, Path directory, KafkaNode self) {
        this(name, directory, self, List.of(self));
    }

    /**
     * A node of several. It is ready once most of them are up, so they are started at once.
     *
     * @param directory of its data and log; made when it is not there
     * @param nodes all of them, this one too, always in this order
     */
    public LocalKafka(String name, Path directory, KafkaNode self, List<KafkaNode> nodes) {
        this(name, directory, self, nodes, Optional.empty());
    }

    /**
     * One node that takes nobody but its users, and allows each of them what is theirs alone; clients come over TLS where the users
     * do. Its controller listens on loopback for the node itself, and in plaintext.
     *
     * @param users whom its data are made with
     */
    public static LocalKafka withUsers(Path directory, int port, int controllerPort, KafkaUsers users) {
        KafkaNode self = KafkaNode.of(1, port, controllerPort);
        return new LocalKafka("kafka", directory, self, List.of(self), Optional.of(users));
    }

    private LocalKafka(String name, Path directory, KafkaNode self, List<KafkaNode> nodes, Optional<KafkaUsers> users) {
        super(name, START_LIMIT);
        this.directory = directory.toAbsolutePath();
        this.self = self;
        this.nodes = List.copyOf(nodes);
        this.users = users;
    }

    /** For clients: {@code 127.0.0.1:PORT} of this node. */
    public String bootstrapServers() {
        return "127.0.0.1:" + self.port();
    }

    /** Settings of a client that may do everything. */
    public Map<String, Object> operator() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        users.ifPresent(known -> settings.putAll(known.client(LocalUsers.OPERATOR)));
        return settings;
    }

    @Override
    protected Launch prepare() {
        Path configuration = writeConfiguration();
        if (!Files.exists(directory.resolve("data/meta.properties"))) {
            Programs.run(
                    directory.resolve("kafka-format.log"),
                    "",
                    java("kafka.tools.StorageTool", "format", "@" + writeFormat(configuration)));
        }
        return new Launch(
                name(),
                java("kafka.Kafka", configuration.toString()),
                Map.of(),
                directory,
                directory.resolve("kafka.log"));
    }

    /** Its arguments by a file, one a line: the users' passwords are among them, and a command line is everybody's to read. */
    private Path writeFormat(Path configuration) {
        List<String> arguments =
                new ArrayList<>(List.of("--cluster-id", clusterId(), "--config", configuration.toString()));
        users.ifPresent(known -> arguments.addAll(known.format()));
        Path file = directory.resolve("format.arguments");
        LocalKeys.writePrivately(file, String.join("\n", arguments) + "\n");
        return file;
    }

    /** The same for all nodes, as each is formatted by itself. */
    private String clusterId() {
        UUID id = UUID.nameUUIDFromBytes(voters().getBytes(StandardCharsets.UTF_8));
        // Without the highest bit, as the text must not begin with a hyphen.
        return new Uuid(id.getMostSignificantBits() & Long.MAX_VALUE, id.getLeastSignificantBits()).toString();
    }

    private String voters() {
        return nodes.stream()
                .map(node -> node.id() + "@127.0.0.1:" + node.controllerPort())
                .collect(Collectors.joining(","));
    }

    /** What a broker starts faster with, beside its class path. */
    public static AotCache aotCache() {
        Path jars = BrokerClassPath.directory();
        return new AotCache(jars, jars.resolveSibling("kafka.aot"));
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
        command.addAll(1, aotCache().options());
        command.addAll(List.of(program));
        return command;
    }

    private Path writeConfiguration() {
        Path file = directory.resolve("server.properties");
        int copies = Math.min(3, nodes.size());
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(name() + "'s directory cannot be written: " + e.getMessage(), e);
        }
        LocalKeys.writePrivately(
                file,
                """
                process.roles=broker,controller
                node.id=%1$d
                controller.quorum.voters=%2$s
                listeners=CLIENTS://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%4$d%5$s
                advertised.listeners=CLIENTS://127.0.0.1:%3$d%6$s
                controller.listener.names=CONTROLLER
                inter.broker.listener.name=CLIENTS
                listener.security.protocol.map=CLIENTS:%11$s,CONTROLLER:%12$s%7$s
                log.dirs=%8$s
                auto.create.topics.enable=false
                min.insync.replicas=%9$d
                replica.lag.time.max.ms=8000
                offsets.topic.num.partitions=4
                offsets.topic.replication.factor=%10$d
                transaction.state.log.num.partitions=4
                transaction.state.log.replication.factor=%10$d
                transaction.state.log.min.isr=%9$d
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=%10$d
                share.coordinator.state.topic.min.isr=%9$d
                group.initial.rebalance.delay.ms=0
                log.retention.ms=-1
                log.retention.bytes=2147483648
                """.formatted(
                                self.id(),
                                voters(),
                                self.port(),
                                self.controllerPort(),
                                listeners(listener -> "," + listener.name() + "://127.0.0.1:" + listener.port()),
                                listeners(listener ->
                                        "," + listener.name() + "://127.0.0.1:" + listener.advertisedPort()),
                                listeners(listener -> "," + listener.name() + ":PLAINTEXT"),
                                directory.resolve("data"),
                                copies > 1 ? 2 : 1,
                                copies,
                                users.map(KafkaUsers::protocol).orElse("PLAINTEXT"),
                                users.isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT")
                        + users.map(known -> known.node("CLIENTS", "CONTROLLER"))
                                .orElse("")
                        + users.flatMap(KafkaUsers::identity)
                                .map(this::writeKeyStore)
                                .orElse(""));
        return file;
    }

    /** Key and certificate in one file, as Kafka takes them; and whom a broker believes, who is a client of brokers too. */
    private String writeKeyStore(ServerIdentity identity) {
        Path file = directory.resolve("key-store.pem");
        try {
            LocalKeys.writePrivately(file, Files.readString(identity.key()) + Files.readString(identity.certificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(name() + "'s certificate can't be read: " + e.getMessage(), e);
        }
        return """
                listener.name.clients.ssl.keystore.type=PEM
                listener.name.clients.ssl.keystore.location=%s
                listener.name.clients.ssl.truststore.type=PEM
                listener.name.clients.ssl.truststore.location=%s
                """.formatted(file, identity.authority());
    }

    private String listeners(Function<KafkaNode.Listener, String> text) {
        return self.listeners().stream().map(text).collect(Collectors.joining());
    }

    @Override
    protected boolean answers() {
        if (!listens(self.port())) {
            return false;
        }
        try (Admin admin = admin()) {
            return admin.describeCluster().nodes().get(4, TimeUnit.SECONDS).stream()
                    .anyMatch(node -> node.id() == self.id());
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Admin admin() {
        Map<String, Object> settings = operator();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000);
        return Admin.create(settings);
    }

    /** The operator lets each user do what is theirs. */
    @Override
    protected void opened() {
        if (users.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(operator())) {
            users.get().introduce(admin).all().get(1, TimeUnit.MINUTES);
            users.get().permit(admin).all().get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("kafka can't be told its users and what they may do", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

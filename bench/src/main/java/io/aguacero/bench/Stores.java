package io.aguacero.bench;

import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.identity.ServerIdentity;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Launch;
import io.aguacero.localstack.process.OsProcess;
import io.aguacero.localstack.process.Programs;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.users.LocalUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final int valkeyPort = FreePorts.next();
    private final LocalAuthority authority;
    private final Optional<LocalUsers> users;
    private final LocalKeys keys;
    private final String key;
    private @Nullable BrokerLogs logs;

    /** Starts the servers, with the kinds' own paths; their data goes below {@code bench/target}. */
    Stores(Path repository, String name) throws IOException {
        this(repository, name, Set.of(DeliveryPath.values()), false);
    }

    /** @param paths that every kind has */
    Stores(Path repository, String name, Set<DeliveryPath> paths) throws IOException {
        this(repository, name, paths, false);
    }

    /** As run.sh has them: a user for each service, and TLS alone. */
    static Stores secured(Path repository, String name) throws IOException {
        return new Stores(repository, name, Set.of(DeliveryPath.values()), true);
    }

    private Stores(Path repository, String name, Set<DeliveryPath> paths, boolean secured) throws IOException {
        this.repository = repository;
        directory = Files.createTempDirectory(Files.createDirectories(repository.resolve("bench/target")), name);
        authority = new LocalAuthority(directory.resolve("identity"), Clock.systemUTC());
        users = secured ? Optional.of(LocalUsers.overTls(directory.resolve("users"), authority)) : Optional.empty();
        Path kafkaData = directory.resolve("kafka");
        kafka = users.map(known -> LocalKafka.withUsers(kafkaData, FreePorts.next(), FreePorts.next(), known.kafka()))
                .orElseGet(() -> new LocalKafka(kafkaData));
        Path rabbitData = directory.resolve("rabbitmq");
        rabbitMq = users.map(known -> LocalRabbitMq.withUsers(
                        rabbitData, FreePorts.next(), FreePorts.next(), FreePorts.next(), known.rabbitMq()))
                .orElseGet(() -> new LocalRabbitMq(rabbitData));
        Path valkeyData = directory.resolve("valkey");
        valkey = users.map(known ->
                        LocalValkey.withUsers(valkeyData, valkeyPort, LocalValkey.MEMORY_MEBIBYTES, known.valkey()))
                .orElseGet(() -> new LocalValkey(valkeyData, valkeyPort, LocalValkey.MEMORY_MEBIBYTES));
        keys = new LocalKeys(directory.resolve("keys/keys.json"), Clock.systemUTC());
        key = keys.own();
        copyKinds(paths);
        kafka.start();
        rabbitMq.start();
        valkey.start();
    }

    private void copyKinds(Set<DeliveryPath> paths) throws IOException {
        String path = paths.stream().map(DeliveryPath::label).sorted().collect(Collectors.joining(", "));
        Path shipped = repository.resolve("contracts/kinds");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = kinds().resolve(shipped.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(
                        copy,
                        Files.readString(file)
                                .replaceAll("(?m)^ids: .*$", IDS)
                                .replaceAll("(?m)^paths: .*$", "paths: [" + path + "]"));
            }
        }
    }

    /** Of services and servers, where they are known by certificates. */
    LocalAuthority authority() {
        return authority;
    }

    /** What a service finds of brokers and store in its settings, where each service is a user of its own. */
    List<String> userOf(Service service) {
        return users.filter(known -> !service.servers().isEmpty())
                .map(known -> List.of("-Dquarkus.config.locations="
                        + known.settings(service.label(), valkeyPort).toUri()))
                .orElse(List.of());
    }

    /** Where services reach RabbitMQ. */
    String serviceAmqpUri() {
        return users.map(known -> known.rabbitMq().serviceUri(rabbitMq.port())).orElseGet(rabbitMq::amqpUri);
    }

    /** Where services reach the store. */
    String serviceRedisUri() {
        return users.map(known -> known.valkey().serviceUri(valkeyPort)).orElseGet(valkey::redisUri);
    }

    /** Of a client of RabbitMQ that may do everything. */
    ConnectionFactory rabbitMqOperator() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbitMq.amqpUri());
        if (users.isPresent()) {
            factory.useSslProtocol(ServerIdentity.clientOf(authority.certificate()));
        }
        return factory;
    }

    /** The kinds in force. */
    Path kinds() {
        return directory.resolve("kinds");
    }

    /** The file of the keys in force. */
    Path keys() {
        return keys.file();
    }

    /** What every load sends along, whoever is loaded: a key that may do everything. */
    String key() {
        return key;
    }

    /** The logs of the services, one count for all who write them; the streams come with the first writer. */
    BrokerLogs logs() throws Exception {
        BrokerLogs made = logs;
        if (made == null) {
            List<String> streams =
                    IntStream.range(0, SHARDS).mapToObj(Names::eventsStream).toList();
            made = new BrokerLogs(this, Names.EVENTS_TOPIC, SHARDS, streams);
            logs = made;
        }
        return made;
    }

    /** Where the services have been built. */
    Path repository() {
        return repository;
    }

    /** Where logs are. */
    Path directory() {
        return directory;
    }

    /**
     * What a variable of the environment adds for a service's JVM.
     *
     * @param name of the service, where the options say {@code NAME}
     */
    static List<String> javaOptions(String variable, String name) {
        String extra = System.getenv(variable);
        return extra == null ? List.of() : List.of(extra.replace("NAME", name).split(" "));
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
        command.addAll(1, javaOptions("BENCH_JAVA_OPTIONS", name));
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
        // The logs stay; gigabytes of events needn't.
        for (String server : List.of("kafka", "rabbitmq", "valkey")) {
            delete(directory.resolve(server).resolve("data"));
        }
    }

    private static void delete(Path data) {
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

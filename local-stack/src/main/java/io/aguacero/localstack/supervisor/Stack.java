package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalPrometheus;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.LocalValkey;
import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.keys.LocalKeys;
import io.aguacero.localstack.services.Service;
import io.aguacero.localstack.services.ServiceProcess;
import io.aguacero.localstack.services.Surroundings;
import io.aguacero.localstack.users.LocalUsers;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that runs, as it is configured on one machine. */
final class Stack {
    private static final int SHARDS = 4;

    private final Path repository;
    private final Path state;
    private final Path kinds;
    private final Ports ports;
    private final HttpClient client;
    private final LocalKafka kafka;
    private final LocalRabbitMq rabbitMq;
    private final LocalValkey valkey;
    private final Optional<LocalPrometheus> prometheus;
    private final LocalAuthority authority;
    private final LocalUsers users;

    /**
     * Nothing is started yet.
     *
     * @param repository where the services have been built
     * @param state folder of all data and logs
     * @param kinds folder of the kinds in force
     * @param valkeyMebibytes memory for ids and aggregates
     * @throws Refusal if the data there are of servers without users
     */
    Stack(Path repository, Path state, Path kinds, Ports ports, int valkeyMebibytes, HttpClient client) {
        this.repository = repository;
        this.state = state;
        this.kinds = kinds;
        this.ports = ports;
        this.client = client;
        this.authority = new LocalAuthority(LocalAuthority.folderBelow(state), Clock.systemUTC());
        Path data = state.resolve("data");
        if (Files.exists(data.resolve("kafka")) && !LocalUsers.madeBelow(state)) {
            throw new Refusal(
                    "the data in " + data + " are of servers without users of their own, by an earlier version:"
                            + " ./run.sh reset forgets them");
        }
        users = LocalUsers.overTls(LocalUsers.folderBelow(state), authority);
        kafka = LocalKafka.withUsers(data.resolve("kafka"), ports.kafka(), ports.kafkaController(), users.kafka());
        rabbitMq = LocalRabbitMq.withUsers(
                data.resolve("rabbitmq"),
                ports.amqp(),
                ports.erlangDistribution(),
                ports.erlangPortMapper(),
                users.rabbitMq());
        valkey = LocalValkey.withUsers(data.resolve("valkey"), ports.valkey(), valkeyMebibytes, users.valkey());
        prometheus = LocalPrometheus.installed() ? Optional.of(prometheus(data)) : Optional.empty();
    }

    private LocalPrometheus prometheus(Path data) {
        Map<String, URI> targets = new HashMap<>();
        for (Service service : Service.values()) {
            targets.put(service.label(), URI.create("http://127.0.0.1:" + ports.management(service) + "/q/metrics"));
        }
        return new LocalPrometheus(
                data.resolve("prometheus"), ports.prometheus(), repository.resolve("grafana/alerts"), targets, client);
    }

    /** Without which no event goes its way. */
    List<LocalServer> brokersAndStore() {
        return List.of(kafka, rabbitMq, valkey);
    }

    /** These, and Prometheus where it is installed. */
    List<LocalServer> servers() {
        List<LocalServer> servers = new ArrayList<>(brokersAndStore());
        prometheus.ifPresent(servers::add);
        return servers;
    }

    /** In the order in which they stop. */
    List<ServiceProcess> services() {
        List<ServiceProcess> services = new ArrayList<>();
        for (Service service : Service.values()) {
            services.add(service(service));
        }
        return services;
    }

    String kafkaAddress() {
        return kafka.bootstrapServers();
    }

    /** Settings of a client of Kafka that may do everything. */
    Map<String, Object> kafkaOperator() {
        return kafka.operator();
    }

    /** With the operator's credentials. */
    String amqpUri() {
        return rabbitMq.amqpUri();
    }

    /** With the operator's credentials. */
    String redisUri() {
        return valkey.redisUri();
    }

    /** Whom clients of brokers and store believe. */
    Path authority() {
        return authority.certificate();
    }

    /** Where Prometheus is asked; empty where there is none. */
    Optional<URI> prometheusAddress() {
        return prometheus.map(LocalPrometheus::address);
    }

    private ServiceProcess service(Service service) {
        Surroundings around = new Surroundings(
                kinds,
                LocalKeys.fileBelow(state),
                SHARDS,
                ports.http(Service.INGRESS_API),
                ports.http(Service.ROUTER_API),
                ports.http(Service.KAFKA_WRITER),
                ports.http(Service.RABBIT_WRITER),
                kafkaAddress(),
                users.rabbitMq().serviceUri(ports.amqp()),
                users.valkey().serviceUri(ports.valkey()));
        List<String> properties = new ArrayList<>(service.properties(around, service.label()));
        if (!service.servers().isEmpty()) {
            properties.add("-Dquarkus.config.locations="
                    + users.settings(service.label(), ports.valkey()).toUri());
        }
        if (service.onAHop()) {
            properties.add("-Daguacero.identity.directory=" + authority.identity(service.label()));
        }
        if (service == Service.INSIGHTS_API) {
            prometheus.ifPresent(known -> properties.add("-Daguacero.insights.live.prometheus=" + known.address()));
        }
        return ServiceProcess.of(
                service,
                service.label(),
                repository,
                state.resolve("data").resolve(service.label()),
                ports.http(service),
                ports.management(service),
                properties,
                client);
    }
}

package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.LocalValkey;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    /**
     * Nothing is started yet.
     *
     * @param repository where the services have been built
     * @param state folder of all data and logs
     * @param kinds folder of the kinds in force
     * @param valkeyMebibytes memory for ids and aggregates
     */
    Stack(Path repository, Path state, Path kinds, Ports ports, int valkeyMebibytes, HttpClient client) {
        this.repository = repository;
        this.state = state;
        this.kinds = kinds;
        this.ports = ports;
        this.client = client;
        Path data = state.resolve("data");
        kafka = new LocalKafka(data.resolve("kafka"), ports.kafka(), ports.kafkaController());
        rabbitMq = new LocalRabbitMq(
                data.resolve("rabbitmq"), ports.amqp(), ports.erlangDistribution(), ports.erlangPortMapper());
        valkey = new LocalValkey(data.resolve("valkey"), ports.valkey(), valkeyMebibytes);
    }

    List<LocalServer> servers() {
        return List.of(kafka, rabbitMq, valkey);
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

    String amqpUri() {
        return rabbitMq.amqpUri();
    }

    String redisUri() {
        return valkey.redisUri();
    }

    private ServiceProcess service(Service service) {
        List<String> properties = new ArrayList<>(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + ports.http(service),
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + ports.management(service)));
        properties.addAll(properties(service));
        return new ServiceProcess(
                service.label(),
                state.resolve("data").resolve(service.label()),
                repository.resolve(service.label()).resolve("target/quarkus-app/quarkus-run.jar"),
                properties,
                URI.create("http://127.0.0.1:" + ports.management(service) + "/q/health/"),
                client);
    }

    private List<String> properties(Service service) {
        String kinds = "kinds-directory=" + this.kinds;
        return switch (service) {
            case INGRESS_API -> {
                List<String> properties = new ArrayList<>(hop("router", Service.ROUTER_API));
                properties.add("-Daguacero.ingress." + kinds);
                yield properties;
            }
            case ROUTER_API -> {
                List<String> properties = new ArrayList<>(hop("kafka-writer", Service.KAFKA_WRITER));
                properties.addAll(hop("rabbit-writer", Service.RABBIT_WRITER));
                properties.add("-Daguacero.router." + kinds);
                yield properties;
            }
            case KAFKA_WRITER ->
                List.of("-Dkafka.bootstrap.servers=" + kafkaAddress(), "-Daguacero.kafka-writer.shards=" + SHARDS);
            case RABBIT_WRITER ->
                List.of("-Daguacero.rabbit-writer.uri=" + amqpUri(), "-Daguacero.rabbit-writer.shards=" + SHARDS);
            case KAFKA_CONSUMER ->
                List.of(
                        "-Dkafka.bootstrap.servers=" + kafkaAddress(),
                        "-Daguacero.kafka-consumer.shards=" + SHARDS,
                        "-Daguacero.kafka-consumer.instance=kafka-consumer",
                        "-Daguacero.kafka-consumer." + kinds,
                        "-Dquarkus.redis.hosts=" + redisUri());
            case RABBIT_CONSUMER ->
                List.of(
                        "-Daguacero.rabbit-consumer.uri=" + amqpUri(),
                        "-Daguacero.rabbit-consumer.shards=" + SHARDS,
                        "-Daguacero.rabbit-consumer.instance=rabbit-consumer",
                        "-Daguacero.rabbit-consumer." + kinds,
                        "-Dquarkus.redis.hosts=" + redisUri());
            case INSIGHTS_API ->
                List.of(
                        "-Daguacero.insights.shards=" + SHARDS,
                        "-Daguacero.insights." + kinds,
                        "-Dquarkus.redis.hosts=" + redisUri());
        };
    }

    private List<String> hop(String client, Service to) {
        return List.of(
                "-Dquarkus.grpc.clients." + client + ".host=127.0.0.1",
                "-Dquarkus.grpc.clients." + client + ".port=" + ports.http(to));
    }
}

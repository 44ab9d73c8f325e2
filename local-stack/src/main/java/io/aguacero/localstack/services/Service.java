package io.aguacero.localstack.services;

import java.util.List;
import java.util.Locale;

/** The services, in the order in which they stop: the door first, what it needs after it. */
public enum Service {
    INGRESS_API(0, 20),
    ROUTER_API(1, 21),
    KAFKA_WRITER(2, 22, "kafka"),
    RABBIT_WRITER(3, 23, "rabbitmq"),
    KAFKA_CONSUMER(4, 24, "kafka", "valkey"),
    RABBIT_CONSUMER(5, 25, "rabbitmq", "valkey"),
    INSIGHTS_API(10, 26, "valkey");

    private final int portOffset;
    private final int managementOffset;
    private final List<String> servers;

    Service(int portOffset, int managementOffset, String... servers) {
        this.portOffset = portOffset;
        this.managementOffset = managementOffset;
        this.servers = List.of(servers);
    }

    /**
     * The one of that label.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Service of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Of its own port from that of the door. */
    public int portOffset() {
        return portOffset;
    }

    /** Of the port of health and metrics from that of the door. */
    public int managementOffset() {
        return managementOffset;
    }

    /** Names of the servers that it needs: it is started once they are ready. */
    public List<String> servers() {
        return servers;
    }

    /** Whether it speaks with other services over hops, and has a certificate for it. */
    public boolean onAHop() {
        return this == INGRESS_API || this == ROUTER_API || this == KAFKA_WRITER || this == RABBIT_WRITER;
    }

    /** Name of module, pid file and log. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Its settings as {@code -Dname=value}, apart from where it listens.
     *
     * @param instance name of this process among those of the service
     */
    public List<String> properties(Surroundings around, String instance) {
        String shards = ".shards=" + around.shards();
        String kinds = ".kinds-directory=" + around.kinds();
        return switch (this) {
            case INGRESS_API ->
                List.of(
                        hop("aguacero.ingress.hop.router", around.routerPort()),
                        // No balancer has to hear that this door is about to close.
                        "-Dquarkus.shutdown.delay=0s",
                        // What is in flight takes up to ten times its bytes, of a heap of 128 MiB.
                        "-Daguacero.ingress.in-flight.bytes-max=12M",
                        "-Daguacero.ingress.keys.file=" + around.keys(),
                        "-Daguacero.ingress" + kinds);
            case ROUTER_API ->
                List.of(
                        hop("aguacero.router.writers.kafka", around.kafkaWriterPort()),
                        hop("aguacero.router.writers.rabbitmq", around.rabbitWriterPort()),
                        "-Daguacero.router" + kinds);
            case KAFKA_WRITER ->
                List.of("-Dkafka.bootstrap.servers=" + around.kafka(), "-Daguacero.kafka-writer" + shards);
            case RABBIT_WRITER ->
                List.of(
                        "-Daguacero.rabbit-writer.uri=" + around.amqp(),
                        "-Daguacero.rabbit-writer" + shards,
                        "-Daguacero.rabbit-writer.relay.bootstrap-servers=" + around.kafka(),
                        // As with kafka-consumer below.
                        "-Daguacero.rabbit-writer.relay.properties.\"group.instance.id\"=" + instance);
            case KAFKA_CONSUMER ->
                List.of(
                        "-Dkafka.bootstrap.servers=" + around.kafka(),
                        "-Daguacero.kafka-consumer" + shards,
                        "-Daguacero.kafka-consumer.instance=" + instance,
                        // What is started again under the same name has its partitions back at once.
                        "-Dmp.messaging.incoming.events.group.instance.id=" + instance,
                        "-Daguacero.kafka-consumer" + kinds,
                        "-Dquarkus.redis.hosts=" + around.valkey());
            case RABBIT_CONSUMER ->
                List.of(
                        "-Daguacero.rabbit-consumer.uri=" + around.amqp(),
                        "-Daguacero.rabbit-consumer" + shards,
                        "-Daguacero.rabbit-consumer.instance=" + instance,
                        "-Daguacero.rabbit-consumer" + kinds,
                        "-Dquarkus.redis.hosts=" + around.valkey());
            case INSIGHTS_API ->
                List.of(
                        "-Dquarkus.shutdown.delay=0s",
                        "-Daguacero.insights" + shards,
                        "-Daguacero.insights" + kinds,
                        "-Daguacero.insights.keys.file=" + around.keys(),
                        "-Daguacero.insights.brokers.bootstrap-servers=" + around.kafka(),
                        "-Daguacero.insights.brokers.amqp-uri=" + around.amqp(),
                        "-Daguacero.insights.letters.ingress=http://127.0.0.1:" + around.ingressPort(),
                        "-Dquarkus.redis.hosts=" + around.valkey());
        };
    }

    private static String hop(String property, int port) {
        return "-D" + property + "=127.0.0.1:" + port;
    }
}

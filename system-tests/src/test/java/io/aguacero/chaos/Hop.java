package io.aguacero.chaos;

/** A way from one process to another on which a proxy stands. */
public enum Hop {
    /** From the door to the router. */
    INGRESS_ROUTER("ingress-api → router-api"),
    /** From the router to Kafka's writer. */
    ROUTER_KAFKA_WRITER("router-api → kafka-writer"),
    /** From the router to RabbitMQ's writer. */
    ROUTER_RABBIT_WRITER("router-api → rabbit-writer"),
    /** From the writer to its broker. */
    KAFKA_WRITER_KAFKA("kafka-writer → Kafka"),
    /** From the writer to its broker. */
    RABBIT_WRITER_RABBITMQ("rabbit-writer → RabbitMQ"),
    /** From the relay to the journal. */
    RABBIT_WRITER_KAFKA("rabbit-writer → Kafka"),
    /** From the consumer to its broker. */
    KAFKA_CONSUMER_KAFKA("kafka-consumer → Kafka"),
    /** From the consumer to its broker. */
    RABBIT_CONSUMER_RABBITMQ("rabbit-consumer → RabbitMQ"),
    /** From the consumer to the store. */
    KAFKA_CONSUMER_VALKEY("kafka-consumer → Valkey"),
    /** From the consumer to the store. */
    RABBIT_CONSUMER_VALKEY("rabbit-consumer → Valkey");

    private final String label;

    Hop(String label) {
        this.label = label;
    }

    /** For a report. */
    public String label() {
        return label;
    }
}

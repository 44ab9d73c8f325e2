package io.aguacero.contracts;

/** A way from the router to the store: one broker, with its writer and its consumer. */
public enum DeliveryPath {
    /** Through Kafka, the journal: every route includes it. */
    KAFKA("kafka", "k"),
    /** Through RabbitMQ streams. */
    RABBITMQ("rabbitmq", "r");

    private final String label;
    private final String storePrefix;

    DeliveryPath(String label, String storePrefix) {
        this.label = label;
        this.storePrefix = storePrefix;
    }

    /** The name in JSON documents, kind files and metric labels. */
    public String label() {
        return label;
    }

    /** First letter of the hash tag of the path's keys in Valkey, as in {@code {k:3}}. */
    public String storePrefix() {
        return storePrefix;
    }
}

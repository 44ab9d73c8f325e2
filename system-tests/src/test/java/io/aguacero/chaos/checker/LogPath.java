package io.aguacero.chaos.checker;

/** The two ways of an event. */
public enum LogPath {
    /** Prefix {@code k} in the store. */
    KAFKA("kafka", "k"),
    /** Prefix {@code r} in the store. */
    RABBITMQ("rabbitmq", "r");

    private final String label;
    private final String storePrefix;

    LogPath(String label, String storePrefix) {
        this.label = label;
        this.storePrefix = storePrefix;
    }

    /** As configuration and headers write it. */
    public String label() {
        return label;
    }

    String storePrefix() {
        return storePrefix;
    }

    static LogPath of(String label) {
        return label.equals(KAFKA.label) ? KAFKA : RABBITMQ;
    }
}

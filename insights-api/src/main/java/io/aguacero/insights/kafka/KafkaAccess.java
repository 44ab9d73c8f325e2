package io.aguacero.insights.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers of the brokers
 * @param properties settings of every client by their own names; what a reader needs wins over them
 * @param timeout of the brokers' answers
 */
public record KafkaAccess(String bootstrapServers, Map<String, String> properties, Duration timeout) {
    /** Copies what could change. */
    public KafkaAccess {
        properties = Map.copyOf(properties);
    }

    /** Settings of a client, those that its reader needs among them. */
    Map<String, Object> settings(Map<String, Object> needed) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.putAll(needed);
        return settings;
    }

    /** Without the settings: a password is among them. */
    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers;
    }

    /** How long an answer may take, in ms, as clients take it. */
    int timeoutMillis() {
        return Math.toIntExact(timeout.toMillis());
    }
}

package io.aguacero.kafkawriter.kafka;

import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producer's settings: ours, under the user's, under those that the guarantees stand on. */
public final class ProducerSettings {
    private ProducerSettings() {}

    /**
     * Completes what the connector has put together.
     *
     * @param connector the channel's configuration; unchanged
     */
    public static Map<String, Object> complete(Map<String, Object> connector, KafkaWriterConfig config) {
        Map<String, Object> settings = new HashMap<>(connector);
        // Group commit has gathered already; what waits in the client only adds latency.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.putAll(config.properties());
        settings.putAll(forced(config));
        // The connector reads some of them back, and takes nothing but text for those.
        settings.replaceAll(
                (name, value) -> value instanceof Number || value instanceof Boolean ? value.toString() : value);
        return settings;
    }

    private static Map<String, Object> forced(KafkaWriterConfig config) {
        int deliveryMillis = Math.toIntExact(config.deliveryTimeout().toMillis());
        return Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                5,
                ProducerConfig.RETRIES_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                deliveryMillis,
                // Half of it, so that a lost request is tried once more within the delivery's time.
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.max(1, deliveryMillis / 2),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                Math.min(1_000, deliveryMillis),
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                config.inFlightBytesMax().asLongValue(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class.getName(),
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class.getName());
    }
}

package io.aguacero.insights.kafka;

import io.aguacero.insights.reconciliation.LogFeed;
import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Opens feeds of the Kafka path, each a consumer of its own. */
public final class KafkaLogs implements LogFeed.Source {
    private static final int PARTITION_BYTES = 256 << 10;

    private final KafkaAccess access;

    /** Doesn't connect yet. */
    public KafkaLogs(KafkaAccess access) {
        this.access = access;
    }

    @Override
    public LogFeed open() throws IOException {
        return new KafkaFeed(consumer());
    }

    /** A consumer without a group, which its caller closes. */
    KafkaConsumer<byte[], byte[]> consumer() throws IOException {
        int millis = access.timeoutMillis();
        try {
            return new KafkaConsumer<>(
                    access.settings(Map.of(
                            ConsumerConfig.CLIENT_ID_CONFIG,
                            "aguacero-insights",
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            false,
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest",
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            false,
                            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                            PARTITION_BYTES,
                            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            millis,
                            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            millis)),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw new IOException("Kafka: " + e, e);
        }
    }
}

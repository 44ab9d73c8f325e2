package io.aguacero.rabbitwriter.relay.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** The Kafka consumer's settings: ours, under the user's, under those that the guarantees stand on. */
final class JournalClientSettings {
    private JournalClientSettings() {}

    static Map<String, Object> of(RabbitWriterConfig.Relay config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "rabbit-writer-relay");
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        // A killed relay's shards go to another one, or to its successor, after this.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        // Nearly nothing of what it reads is marked. Read as it came, it cost more than what rabbit-writer publishes.
        // Many records at once are cheap, and what is marked waits no longer than this.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1 << 18);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.putAll(config.properties());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, Names.RELAY_GROUP);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Where nobody has been, the relay itself says the beginning; anything else is an alarm, never a jump.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}

package io.aguacero.kafkawriter.lifecycle;

import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.aguacero.kafkawriter.kafka.ProducerSettings;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Has the connector make its producer with the settings that the guarantees need. */
@ApplicationScoped
class GuaranteedProducer implements ClientCustomizer<Map<String, Object>> {
    private final KafkaWriterConfig config;

    GuaranteedProducer(KafkaWriterConfig config) {
        this.config = config;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        return ProducerSettings.complete(settings, config);
    }
}

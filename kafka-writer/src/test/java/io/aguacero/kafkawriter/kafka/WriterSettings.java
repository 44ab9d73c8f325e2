package io.aguacero.kafkawriter.kafka;

import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The service's settings as a test gives them. */
final class WriterSettings {
    private WriterSettings() {}

    static KafkaWriterConfig of(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(KafkaWriterConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(KafkaWriterConfig.class);
    }
}

package io.aguacero.kafkaconsumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.consuming.ConsumerProcess;
import io.aguacero.aggregation.consuming.ConsumerPromises;
import io.aguacero.aggregation.consuming.LogUnderTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What every consumer promises, kept by this one on a real Kafka. */
class KafkaConsumerIT extends ConsumerPromises {
    @Override
    protected LogUnderTest startBroker(Path directory) {
        return new KafkaLog(directory);
    }

    @Override
    protected String prefix() {
        return "aguacero.kafka-consumer";
    }

    @Test
    @Order(11)
    void refusesAShardCountThatIsNotTheTopics() {
        try (ConsumerProcess refused = service("three-shards", Map.of("aguacero.kafka-consumer.shards", "3"))) {
            refused.launch();
            assertTrue(refused.awaitEnd().contains("aguacero.kafka-consumer.shards is 3"), refused::output);
        }
    }
}

package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;

/**
 * Which topic the events' topic is: one that is deleted and made anew has the same name and another id (KIP-516), which no
 * consumer tells. Safe for any thread.
 */
@Singleton
public class TopicId {
    private final Admin admin;

    TopicId(@Identifier("default-kafka-broker") Map<String, Object> kafka, KafkaConsumerConfig config) {
        this.admin = AdminClients.open(kafka, config.brokerTimeout());
    }

    /** The id now; fails while the broker or the topic isn't there. */
    CompletionStage<String> now() {
        return admin.describeTopics(List.of(Names.EVENTS_TOPIC))
                .topicNameValues()
                .get(Names.EVENTS_TOPIC)
                .toCompletionStage()
                .thenApply(topic -> topic.topicId().toString());
    }

    void stop(@Observes ShutdownEvent stopping) {
        admin.close(Duration.ZERO);
    }
}

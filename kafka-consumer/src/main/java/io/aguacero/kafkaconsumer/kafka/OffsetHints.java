package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.kafkaconsumer.AssignedShards;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Leaves the positions with Kafka as committed offsets, for tools that show or scale by lag. Only a hint: nothing here
 * ever reads them, the truth is in the store beside the aggregates.
 */
@Singleton
public class OffsetHints {
    private static final Logger LOG = Logger.getLogger(OffsetHints.class);

    private final Vertx vertx;
    private final EventsChannel channel;
    private final AssignedShards shards;
    private final KafkaConsumerConfig config;

    OffsetHints(Vertx vertx, EventsChannel channel, AssignedShards shards, KafkaConsumerConfig config) {
        this.vertx = vertx;
        this.channel = channel;
        this.shards = shards;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        vertx.setPeriodic(config.hintEvery().toMillis(), timer -> leave());
    }

    private void leave() {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        shards.positions()
                .forEach((shard, next) ->
                        positions.put(new TopicPartition(Names.EVENTS_TOPIC, shard), new OffsetAndMetadata(next)));
        if (!positions.isEmpty()) {
            channel.consumer()
                    .commitAsync(positions)
                    .subscribe()
                    .with(done -> {}, failure -> LOG.debugf("no hint left: %s", failure));
        }
    }
}

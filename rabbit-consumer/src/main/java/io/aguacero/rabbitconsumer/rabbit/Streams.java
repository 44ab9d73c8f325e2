package io.aguacero.rabbitconsumer.rabbit;

import io.aguacero.rabbitconsumer.WatchedShards;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Has every shard's stream read, or watched, from the start of the service. */
@Singleton
public class Streams {
    void start(@Observes StartupEvent started, WatchedShards shards, Broker broker, RabbitConsumerConfig config) {
        for (int shard = 0; shard < config.shards(); shard++) {
            shards.watch(shard, new StreamLog(broker, shard, config));
        }
    }
}

package io.aguacero.insights.valkey;

import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.contracts.Shards;
import io.aguacero.insights.Insights;
import io.aguacero.insights.config.InsightsConfig;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the reading together from what is configured. */
public class StoreAccess {
    @Produces
    @Singleton
    AggregateReader reader(Redis redis, InsightsConfig config) {
        return new AggregateReader(redis, new Shards(config.shards()), config.readTimeout());
    }

    @Produces
    @Singleton
    Insights insights(AggregateReader reader, InsightsConfig config) {
        return new Insights(reader, config.readsInFlightMax());
    }
}

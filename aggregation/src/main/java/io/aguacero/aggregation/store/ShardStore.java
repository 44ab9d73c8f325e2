package io.aguacero.aggregation.store;

import io.aguacero.contracts.DeliveryPath;
import io.vertx.redis.client.Redis;

/** One shard in Valkey. Safe for any thread. */
public final class ShardStore {
    /**
     * @param redis the client; how it connects is its own matter
     * @param path whose aggregates
     * @param shard from 0
     */
    public ShardStore(Redis redis, DeliveryPath path, int shard) {
        throw new UnsupportedOperationException(redis + path.label() + shard);
    }
}

package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ShardApplier;

/** Makes the applier of one shard anew for each opening, so that nothing of an earlier one lingers. */
@FunctionalInterface
public interface ShardAppliers {
    /** An applier that hasn't been opened. */
    ShardApplier applier();
}

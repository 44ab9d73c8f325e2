package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ShardApplier;
import java.time.Duration;

/** Makes the applier of one shard anew for each opening, so that nothing of an earlier one lingers. */
@FunctionalInterface
public interface ShardAppliers {
    /**
     * An applier that hasn't been opened.
     *
     * @param lease how long the shard stays this instance's after each of its calls
     */
    ShardApplier applier(Duration lease);
}

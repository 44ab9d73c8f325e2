package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.checkpoint.CheckpointSettings;

/**
 * What the readers of one instance have in common.
 *
 * @param owner name under which the instance holds leases
 * @param apply bounds of each call of the store; its lease is the shards'
 * @param reading bounds of reading
 * @param checkpoints when and how large
 */
public record ReaderSettings(String owner, ApplyLimits apply, ReadingLimits reading, CheckpointSettings checkpoints) {
    /** Refuses a lease that couldn't be kept. */
    public ReaderSettings {
        if (reading.renewEvery().multipliedBy(2).compareTo(apply.lease()) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + apply.lease() + " isn't kept by renewing it every " + reading.renewEvery());
        }
    }
}

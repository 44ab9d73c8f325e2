package io.aguacero.aggregation.checkpoint;

import java.time.Duration;

/**
 * When checkpoints are taken, and how large one may be.
 *
 * @param every least time between two of a shard
 * @param bytesMax most bytes of one, compressed; what is larger isn't kept
 */
public record CheckpointSettings(Duration every, int bytesMax) {
    /** Refuses what would never rest or never hold anything. */
    public CheckpointSettings {
        if (!every.isPositive() || bytesMax < 1) {
            throw new IllegalArgumentException("time and size must be positive: " + every + ", " + bytesMax);
        }
    }
}

package io.aguacero.aggregation.reading;

import java.time.Duration;

/**
 * How records that come singly are applied together. An apply costs the store and its consumer about the same for one
 * record as for ten, so that a trickle would keep them busier than a stream. What comes to a shard at rest is applied at
 * once; what comes soon after waits.
 *
 * @param every shortest time from the start of one apply to the next while little waits; zero: never wait
 * @param enoughChunks that end the wait, at least 1
 * @param enoughBytes that end the wait
 */
public record Gathering(Duration every, int enoughChunks, int enoughBytes) {
    /** Refuses to wait for nothing. */
    public Gathering {
        if (every.isNegative() || enoughChunks < 1 || enoughBytes < 1) {
            throw new IllegalArgumentException(
                    "nothing is gathered by " + every + ", " + enoughChunks + ", " + enoughBytes);
        }
    }
}

package io.aguacero.aggregation.reading;

import java.time.Duration;

/**
 * Bounds of a reader.
 *
 * @param applyBytesMax payload bytes that one apply takes at most, unless a single chunk is larger
 * @param gathering how few records wait for more, and how long
 * @param renewEvery how long a shard may be idle before its lease is renewed; at most half the lease
 * @param retryMin pause after a first failure; it doubles with each further one
 * @param retryMax longest pause between two tries
 * @param logTimeout how long the broker may take to answer
 * @param boundsEvery how often the log's end is looked up, for the lag
 */
public record ReadingLimits(
        int applyBytesMax,
        Gathering gathering,
        Duration renewEvery,
        Duration retryMin,
        Duration retryMax,
        Duration logTimeout,
        Duration boundsEvery) {

    /** Refuses bounds that would stop the reader or let it run without rest. */
    public ReadingLimits {
        if (applyBytesMax < 1) {
            throw new IllegalArgumentException("applyBytesMax must be positive, not " + applyBytesMax);
        }
        if (!retryMin.isPositive() || retryMax.compareTo(retryMin) < 0) {
            throw new IllegalArgumentException("pauses must be positive and ordered: " + retryMin + ", " + retryMax);
        }
        if (!renewEvery.isPositive() || !logTimeout.isPositive() || !boundsEvery.isPositive()) {
            throw new IllegalArgumentException("intervals must be positive");
        }
    }
}

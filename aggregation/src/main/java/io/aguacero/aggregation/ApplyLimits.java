package io.aguacero.aggregation;

import java.time.Duration;

/**
 * What one call of the store may hold, and how long it may take.
 *
 * @param eventsMax most events of a call, 1 to 10,000; a record with more goes alone
 * @param bytesMax most payload bytes of a call, at least 1; a record with more goes alone
 * @param lease how long a shard stays this owner's after a call, at least a millisecond
 * @param deadline how long an answer of the store is waited for
 */
public record ApplyLimits(int eventsMax, long bytesMax, Duration lease, Duration deadline) {
    /** Most events that a call may be configured to hold; the kinds' bounds are checked against it. */
    public static final int EVENTS_MAX = 10_000;
    /** What fits most: batches large enough to cost little an event, small enough not to hold up the store. */
    public static final ApplyLimits DEFAULT =
            new ApplyLimits(2_000, 8L << 20, Duration.ofSeconds(15), Duration.ofSeconds(5));

    /** Refuses limits out of range. */
    public ApplyLimits {
        if (eventsMax < 1 || eventsMax > EVENTS_MAX) {
            throw new IllegalArgumentException("events of a call: 1 to " + EVENTS_MAX + ", not " + eventsMax);
        }
        if (bytesMax < 1 || lease.toMillis() < 1 || deadline.toMillis() < 1) {
            throw new IllegalArgumentException("bytes, lease and deadline must be positive");
        }
    }
}

package io.aguacero.insights.reconciliation;

import org.jspecify.annotations.Nullable;

/** A minute of a kind on one shard of one path. Not safe for threads. */
final class Minute {
    private final boolean known;
    private EventSum stored = EventSum.ZERO;
    private StoredCounts.Counts counts = StoredCounts.Counts.NONE;
    private @Nullable EventSum baseline;
    private EventSum residual = EventSum.ZERO;
    private boolean compared;
    private long inFlight;
    private long firstOffset = Long.MAX_VALUE;
    private long lastOffset = -1;

    /** @param known whether all of its events are seen; otherwise only what changes from now on is compared */
    Minute(boolean known) {
        this.known = known;
        this.baseline = known ? EventSum.ZERO : null;
    }

    void found(long offset) {
        inFlight++;
        compared = false;
        firstOffset = Math.min(firstOffset, offset);
        lastOffset = Math.max(lastOffset, offset);
    }

    /** The store has passed an event that was found before. */
    void settled(EventSum one) {
        inFlight--;
        compared = false;
        stored = stored.plus(one);
    }

    /** What the store says, at exactly the place up to which events are settled. */
    void compare(StoredCounts.Counts inStore) {
        counts = inStore;
        EventSum difference = stored.minus(inStore.all());
        if (baseline == null) {
            baseline = difference;
        }
        residual = difference.minus(baseline);
        compared = true;
    }

    /** Whether all that was found of it is compared. */
    boolean settled() {
        return compared && inFlight == 0;
    }

    boolean known() {
        return known;
    }

    EventSum stored() {
        return stored;
    }

    StoredCounts.Counts counts() {
        return counts;
    }

    /** In the log and nowhere in the store, or the other way round when negative. */
    EventSum residual() {
        return residual;
    }

    long inFlight() {
        return inFlight;
    }

    /** Empty, that is the first beyond the last, when no event was found. */
    OffsetRange range() {
        return new OffsetRange(firstOffset, lastOffset);
    }
}

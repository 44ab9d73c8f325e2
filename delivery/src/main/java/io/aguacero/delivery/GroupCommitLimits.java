package io.aguacero.delivery;

import java.time.Duration;

/**
 * Bounds of a {@link GroupCommit}.
 *
 * @param batchEventsMax most events in one batch, at least 1
 * @param batchBytesMax most bytes of serialized envelopes in one batch, at least 1; below the receiver's message limit
 * @param batchesInFlightMax batches under way at once for each of {@link EventSink#instances()}, at least 1, which gathers
 *     the largest
 * @param pendingEventsMax most events that wait for a batch, at least {@code batchEventsMax}
 * @param waitMax how long a write waits for a batch: then it is refused, as whoever wants it has no time left for it
 */
public record GroupCommitLimits(
        int batchEventsMax, long batchBytesMax, int batchesInFlightMax, int pendingEventsMax, Duration waitMax) {

    /** Refuses bounds out of range. */
    public GroupCommitLimits {
        if (batchEventsMax < 1
                || batchBytesMax < 1
                || batchesInFlightMax < 1
                || pendingEventsMax < batchEventsMax
                || !waitMax.isPositive()) {
            throw new IllegalArgumentException("out of range: events " + batchEventsMax + ", bytes " + batchBytesMax
                    + ", in flight " + batchesInFlightMax + ", pending " + pendingEventsMax
                    + ", wait " + waitMax + " (all at least 1; pending at least a batch of events)");
        }
    }

    /** Most bytes that wait for a batch: those of as many full batches as may wait, and of two at least. */
    public long pendingBytesMax() {
        return batchBytesMax * Math.max(2, pendingEventsMax / batchEventsMax);
    }
}

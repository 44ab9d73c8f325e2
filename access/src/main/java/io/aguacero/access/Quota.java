package io.aguacero.access;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What one key has used of its {@link QuotaLimits}. Its size doesn't depend on its use. Safe for any thread. */
public final class Quota {
    private final QuotaLimits limits;
    private final LongSupplier nanoTime;
    private final TokenBucket events;
    private final TokenBucket bytes;
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * Nothing is used yet.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public Quota(QuotaLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        this.events = new TokenBucket(limits.eventsPerSecond(), now);
        this.bytes = new TokenBucket(limits.bytesPerSecond(), now);
    }

    /** What became of an entrance. */
    public sealed interface Entry {}

    /** There is no room in the quota; nothing was taken but what is due for asking. */
    public record Full(String what, long retryAfterSeconds) implements Entry {}

    QuotaLimits limits() {
        return limits;
    }

    /** Takes room for a request with one event and that many bytes of a body, before any of it is read. */
    public Entry enter(long bodyBytes) {
        if (limits.requestsAtOnce() > 0 && requests.incrementAndGet() > limits.requestsAtOnce()) {
            requests.decrementAndGet();
            return new Full("requests at once", 1);
        }
        long now = nanoTime.getAsLong();
        long wait = events.tryTake(1, now);
        if (wait > 0) {
            return full("events a second", wait);
        }
        wait = bytes.tryTake(bodyBytes, now);
        return wait > 0 ? full("bytes a second", wait) : new Stay();
    }

    private Full full(String what, long waitNanos) {
        left();
        return new Full(what, Math.max(1, TimeUnit.NANOSECONDS.toSeconds(waitNanos + 999_999_999L)));
    }

    private void left() {
        if (limits.requestsAtOnce() > 0) {
            requests.decrementAndGet();
        }
    }

    /** A request that is let in. Used by one thread at a time. */
    public final class Stay implements Entry {
        private boolean over;

        private Stay() {}

        /** Takes what only reading the body has shown: events and bytes beyond what {@link Quota#enter} took. */
        public void took(long moreEvents, long moreBytes) {
            long now = nanoTime.getAsLong();
            events.take(moreEvents, now);
            bytes.take(moreBytes, now);
        }

        /** The request has its answer; once is enough. */
        public void leave() {
            if (!over) {
                over = true;
                left();
            }
        }
    }
}

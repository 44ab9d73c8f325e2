package io.aguacero.access;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate with bursts of a second's worth, as the moment up to which what was taken is paid for. Who wants more than a
 * second's worth at once gets it when all before is paid for, and waits the longer afterwards: so a large batch is never
 * refused for good, and the rate holds over time. Safe for any thread.
 */
final class TokenBucket {
    private static final long BURST_NANOS = 1_000_000_000L;
    /** So that a sum can't overflow: what would take longer to pay is paid by then. */
    private static final long DEBT_NANOS_MAX = 3_600 * BURST_NANOS;

    private final double nanosEach;
    private final AtomicLong paidUntil;

    /**
     * @param perSecond the rate; 0 for none
     * @param now as {@link System#nanoTime()}
     */
    TokenBucket(long perSecond, long now) {
        nanosEach = perSecond == 0 ? 0 : (double) BURST_NANOS / perSecond;
        paidUntil = new AtomicLong(now);
    }

    /** Takes so many, unless that would be more than a second's worth; returns 0, or the nanoseconds to wait. */
    long tryTake(long count, long now) {
        if (nanosEach == 0) {
            return 0;
        }
        while (true) {
            long before = paidUntil.get();
            long from = before - now > 0 ? before : now;
            long wait = from - now + Math.min(cost(count), BURST_NANOS) - BURST_NANOS;
            if (wait > 0) {
                return wait;
            }
            if (paidUntil.compareAndSet(before, later(from, count, now))) {
                return 0;
            }
        }
    }

    /** Takes so many that can't be given back any more. */
    void take(long count, long now) {
        if (nanosEach == 0 || count <= 0) {
            return;
        }
        while (true) {
            long before = paidUntil.get();
            long from = before - now > 0 ? before : now;
            if (paidUntil.compareAndSet(before, later(from, count, now))) {
                return;
            }
        }
    }

    private long later(long from, long count, long now) {
        return now + Math.min(from - now + cost(count), DEBT_NANOS_MAX);
    }

    private long cost(long count) {
        return (long) Math.min(count * nanosEach, DEBT_NANOS_MAX);
    }
}

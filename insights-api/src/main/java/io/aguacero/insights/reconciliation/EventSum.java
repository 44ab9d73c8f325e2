package io.aguacero.insights.reconciliation;

import java.nio.ByteBuffer;

/**
 * How many events, and which: two sums over parts of their identities, so that equal sums hold the same events but for a
 * chance of 1 in 2^64, and a difference of one event names it. The sums wrap at 64 bits, on both sides alike.
 *
 * @param n events
 * @param a sum of the identities' first 4 bytes, each an unsigned number
 * @param b sum of their next 4 bytes
 */
public record EventSum(long n, long a, long b) {
    /** No event. */
    public static final EventSum ZERO = new EventSum(0, 0, 0);

    /** One event by its identity; one that has none counts without a checksum. */
    static EventSum of(byte[] identity) {
        if (identity.length == 0) {
            return new EventSum(1, 0, 0);
        }
        ByteBuffer bytes = ByteBuffer.wrap(identity);
        return new EventSum(1, Integer.toUnsignedLong(bytes.getInt()), Integer.toUnsignedLong(bytes.getInt()));
    }

    EventSum plus(EventSum other) {
        return new EventSum(n + other.n, a + other.a, b + other.b);
    }

    EventSum minus(EventSum other) {
        return new EventSum(n - other.n, a - other.a, b - other.b);
    }

    boolean isZero() {
        return n == 0 && a == 0 && b == 0;
    }

    /** Events that are too many or too few; at least 1 unless it is zero. */
    long magnitude() {
        return isZero() ? 0 : Math.max(1, Math.abs(n));
    }
}

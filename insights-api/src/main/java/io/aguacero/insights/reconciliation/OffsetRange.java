package io.aguacero.insights.reconciliation;

/**
 * Where events lie in a shard's log.
 *
 * @param first offset of the first
 * @param last offset of the last
 */
record OffsetRange(long first, long last) {
    boolean isEmpty() {
        return last < first;
    }

    OffsetRange and(OffsetRange other) {
        return new OffsetRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}

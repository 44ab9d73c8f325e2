package io.aguacero.aggregation;

/**
 * What there is of a shard's log.
 *
 * @param first offset of the first record that there is
 * @param end offset after the last record; equal to {@code first} when there is none
 */
public record LogBounds(long first, long end) {
    /** Refuses bounds the wrong way round. */
    public LogBounds {
        if (first < 0 || end < first) {
            throw new IllegalArgumentException("a log from " + first + " to " + end);
        }
    }
}

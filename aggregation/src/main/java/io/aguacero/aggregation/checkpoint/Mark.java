package io.aguacero.aggregation.checkpoint;

import java.util.Map;

/**
 * A place in a shard's log at which a checkpoint was taken.
 *
 * @param offset the next offset to apply then
 * @param logTimes each kind's log time up to there, microseconds since 1970-01-01T00:00:00Z; a kind without events has none
 */
public record Mark(long offset, Map<String, Long> logTimes) {
    /** Keeps what it is given. */
    public Mark {
        logTimes = Map.copyOf(logTimes);
    }

    /** Whether this place can lie before that one in the same log. */
    boolean before(Mark later) {
        return offset <= later.offset
                && logTimes.entrySet().stream()
                        .allMatch(
                                kind -> kind.getValue() <= later.logTimes.getOrDefault(kind.getKey(), Long.MIN_VALUE));
    }
}

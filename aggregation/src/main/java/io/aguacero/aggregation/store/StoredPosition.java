package io.aguacero.aggregation.store;

import java.util.Map;

/**
 * Where a shard stands in its log, as the store has it beside the aggregates.
 *
 * @param next the next offset to apply
 * @param lastOffset offset of the last applied record; -1 when none was
 * @param lastFingerprint fingerprint of that record; empty when none was
 * @param logTimes the greatest acceptance time applied of each kind that had events, by name, in microseconds since
 *     1970-01-01T00:00:00Z
 */
public record StoredPosition(long next, long lastOffset, String lastFingerprint, Map<String, Long> logTimes) {
    /** Keeps the log times as they are. */
    public StoredPosition {
        logTimes = Map.copyOf(logTimes);
    }
}

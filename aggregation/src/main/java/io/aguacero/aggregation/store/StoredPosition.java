package io.aguacero.aggregation.store;

/**
 * Where a shard stands in its log, as the store has it beside the aggregates.
 *
 * @param next the next offset to apply
 * @param lastOffset offset of the last applied record; -1 when none was
 * @param lastFingerprint fingerprint of that record; empty when none was
 * @param logTimeMicros the greatest acceptance time applied, microseconds since 1970-01-01T00:00:00Z; 0 when none was
 */
public record StoredPosition(long next, long lastOffset, String lastFingerprint, long logTimeMicros) {}

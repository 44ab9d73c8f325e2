package io.aguacero.aggregation.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard stands in its log, as the store has it beside the aggregates.
 *
 * @param next the next offset to apply
 * @param lastOffset offset of the last applied record; -1 when none was
 * @param lastFingerprint fingerprint of that record; empty when none was
 * @param logTimes the greatest acceptance time applied of each kind that had events, by name, in microseconds since
 *     1970-01-01T00:00:00Z
 * @param resume where counting goes on after a restore; null when the shard was never restored
 */
public record StoredPosition(
        long next,
        long lastOffset,
        String lastFingerprint,
        Map<String, Long> logTimes,
        @Nullable Resume resume) {

    /** Keeps the log times as they are. */
    public StoredPosition {
        logTimes = Map.copyOf(logTimes);
    }

    /** A position that was never restored. */
    public StoredPosition(long next, long lastOffset, String lastFingerprint, Map<String, Long> logTimes) {
        this(next, lastOffset, lastFingerprint, logTimes, null);
    }

    /**
     * The checkpoint's place in the log: what comes before it is counted already, and is read again only to remember ids.
     *
     * @param next the first offset that counts
     * @param lastOffset offset of the last record counted before; -1 when none was
     * @param lastFingerprint fingerprint of that record; empty when none was
     */
    public record Resume(long next, long lastOffset, String lastFingerprint) {
        /** As it stands in the store. */
        public String text() {
            return next + " " + lastOffset + " " + lastFingerprint;
        }

        /** From {@link #text}; null from an empty one. */
        static @Nullable Resume parse(String text) {
            if (text.isEmpty()) {
                return null;
            }
            String[] parts = text.split(" ", -1);
            return new Resume(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
        }
    }
}

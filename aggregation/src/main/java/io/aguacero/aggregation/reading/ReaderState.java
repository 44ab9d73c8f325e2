package io.aguacero.aggregation.reading;

import java.util.Locale;

/**
 * What a reader is doing.
 *
 * @param phase where it is
 * @param detail why it isn't reading, for a person; empty while it is
 */
public record ReaderState(Phase phase, String detail) {
    /** Where a reader can be. */
    public enum Phase {
        /** It asks broker and store where to begin, again and again until both answer. */
        OPENING,
        /** Another instance holds the lease; it will be tried again when that runs out. */
        WATCHING,
        /** It owns the shard and applies its log. */
        READING,
        /** It refuses to go on, because the numbers would be wrong; only a person can decide. */
        HALTED,
        /** It has been stopped. */
        STOPPED
    }

    /** Whether the shard is in good hands: read here, or watched while another instance reads it. */
    public boolean healthy() {
        return phase == Phase.READING || phase == Phase.WATCHING;
    }

    @Override
    public String toString() {
        String name = phase.name().toLowerCase(Locale.ROOT);
        return detail.isEmpty() ? name : name + ": " + detail;
    }
}

package io.aguacero.insights.reconciliation;

import java.time.Instant;
import java.util.Comparator;

/**
 * A minute of event time of a kind.
 *
 * @param kind in force, or {@link #UNREADABLE}
 * @param minute minutes since 1970-01-01T00:00:00Z
 */
public record MinuteKey(String kind, long minute) implements Comparable<MinuteKey> {
    /** Stands for the kind of what can't be decoded, has no kind in force, or no time in range. */
    public static final String UNREADABLE = "-";

    private static final long MINUTES_AN_HOUR = 60;
    private static final Comparator<MinuteKey> ORDER =
            Comparator.comparingLong(MinuteKey::minute).thenComparing(MinuteKey::kind);

    /** Where everything unreadable counts. */
    static MinuteKey unreadable() {
        return new MinuteKey(UNREADABLE, 0);
    }

    HourKey hour() {
        return new HourKey(kind, Math.floorDiv(minute, MINUTES_AN_HOUR) * MINUTES_AN_HOUR * 60);
    }

    /** When it begins. */
    public Instant start() {
        return Instant.ofEpochSecond(minute * 60);
    }

    @Override
    public int compareTo(MinuteKey other) {
        return ORDER.compare(this, other);
    }
}

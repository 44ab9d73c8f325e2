package io.aguacero.aggregation.fold;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What a batch adds to one group in one table: a count, and for each value that an event had its own deltas. */
public final class Cell {
    private static final int COUNT = 0;
    private static final int SUM = 1;
    private static final int MIN = 2;
    private static final int MAX = 3;
    private static final int LAST_TIME = 4;
    private static final int LAST_HIGH = 5;
    private static final int LAST_LOW = 6;
    private static final int LAST = 7;
    private static final int STRIDE = 8;

    private final long[] values;
    private long count;

    Cell(int values) {
        this.values = new long[values * STRIDE];
    }

    void add(CountedEvent event, int[] valuePlaces) {
        count++;
        for (int i = 0; i < valuePlaces.length; i++) {
            long value = event.values()[valuePlaces[i]];
            if (value != CountedEvent.ABSENT) {
                add(event, value, i * STRIDE);
            }
        }
    }

    private void add(CountedEvent event, long value, int at) {
        boolean first = values[at + COUNT]++ == 0;
        values[at + SUM] = Math.addExact(values[at + SUM], value);
        values[at + MIN] = first ? value : Math.min(values[at + MIN], value);
        values[at + MAX] = first ? value : Math.max(values[at + MAX], value);
        if (first || later(event, at)) {
            values[at + LAST_TIME] = event.timeMicros();
            values[at + LAST_HIGH] = event.id().high();
            values[at + LAST_LOW] = event.id().low();
            values[at + LAST] = value;
        }
    }

    private boolean later(CountedEvent event, int at) {
        if (event.timeMicros() != values[at + LAST_TIME]) {
            return event.timeMicros() > values[at + LAST_TIME];
        }
        int high = Long.compareUnsigned(event.id().high(), values[at + LAST_HIGH]);
        return high > 0 || (high == 0 && Long.compareUnsigned(event.id().low(), values[at + LAST_LOW]) > 0);
    }

    /** Events. */
    public long count() {
        return count;
    }

    /** How many values the grouping has. */
    public int values() {
        return values.length / STRIDE;
    }

    /** Deltas of one of the grouping's values; null where no event had it. */
    public @Nullable ValueDelta value(int place) {
        int at = place * STRIDE;
        return values[at + COUNT] == 0
                ? null
                : new ValueDelta(
                        values[at + COUNT],
                        values[at + SUM],
                        values[at + MIN],
                        values[at + MAX],
                        order(at),
                        values[at + LAST]);
    }

    /** Time and id as text of fixed width: the time's sign bit is turned, so that unsigned digits sort like the time. */
    private String order(int at) {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(values[at + LAST_TIME] ^ Long.MIN_VALUE)
                + hex.toHexDigits(values[at + LAST_HIGH])
                + hex.toHexDigits(values[at + LAST_LOW]);
    }
}

package io.aguacero.aggregation.fold;

import org.jspecify.annotations.Nullable;

/** What a batch adds to one group in one table: a count, and for each value that an event had its own deltas. */
public final class Cell {
    private final @Nullable ValueDelta[] values;
    private long count;

    Cell(int values) {
        this.values = new ValueDelta[values];
    }

    void add(CountedEvent event, int[] valuePlaces) {
        count++;
        for (int i = 0; i < valuePlaces.length; i++) {
            Long value = event.values()[valuePlaces[i]];
            if (value != null) {
                ValueDelta delta = values[i];
                values[i] = delta == null ? ValueDelta.of(event, value) : delta.plus(event, value);
            }
        }
    }

    /** Events. */
    public long count() {
        return count;
    }

    /** Deltas in the order of the grouping's values; null where no event had the value. */
    public @Nullable ValueDelta[] values() {
        return values;
    }
}

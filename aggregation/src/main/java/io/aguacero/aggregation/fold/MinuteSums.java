package io.aguacero.aggregation.fold;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many events of each minute of event time a batch counts, finds to be duplicates or gives up, and the sums of their
 * identities, by which two accounts of the same minute can be compared. Not safe for threads.
 */
public final class MinuteSums {
    private static final int PARTS = 3;

    private final Map<SumPlace, long[]> minutes = new LinkedHashMap<>();
    private @Nullable SumPlace lastPlace;
    private long[] lastSums = {};

    /** What became of an event; its letter stands in the names of the store's fields. */
    enum Outcome {
        COUNTED('c'),
        DUPLICATE('d'),
        DEAD_LETTERED('l');

        private final char letter;

        Outcome(char letter) {
            this.letter = letter;
        }
    }

    /** Adds an event; one without an identity adds to the number alone. */
    void add(SumPlace place, Outcome outcome, @Nullable EventId id) {
        if (!place.equals(lastPlace)) {
            lastPlace = place;
            lastSums = minutes.computeIfAbsent(place, absent -> new long[PARTS * Outcome.values().length]);
        }
        long[] sums = lastSums;
        int first = outcome.ordinal() * PARTS;
        sums[first]++;
        if (id != null) {
            sums[first + 1] += id.high() >>> Integer.SIZE;
            sums[first + 2] += id.high() & 0xFFFF_FFFFL;
        }
    }

    /** The hours that the batch adds to. */
    public Collection<Hour> hours() {
        Map<SumPlace, Hour> hours = new LinkedHashMap<>();
        minutes.forEach((place, sums) -> hours.computeIfAbsent(
                        new SumPlace(place.kind(), place.hour(), 0, place.dropAtMillis()),
                        hour -> new Hour(hour.kind(), hour.hour(), hour.dropAtMillis(), new ArrayList<>()))
                .add(place.minute(), sums));
        return hours.values();
    }

    /**
     * What the batch adds to one hour.
     *
     * @param kind as in {@link SumPlace}
     * @param start seconds since 1970-01-01T00:00:00Z
     * @param dropAtMillis as in {@link SumPlace}
     * @param increments of the hour's fields; none of zero
     */
    public record Hour(String kind, long start, long dropAtMillis, List<Increment> increments) {
        private void add(int minute, long[] sums) {
            for (Outcome outcome : Outcome.values()) {
                for (int part = 0; part < PARTS; part++) {
                    long by = sums[outcome.ordinal() * PARTS + part];
                    if (by != 0) {
                        increments.add(new Increment(minute + "." + outcome.letter + "." + "nab".charAt(part), by));
                    }
                }
            }
        }
    }

    /**
     * One field.
     *
     * @param field for example {@code 59.c.n}
     * @param by at least 1
     */
    public record Increment(String field, long by) {}
}

package io.aguacero.aggregation.fold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event of a batch means for the dead letters that wait to be replayed. Letters are named within their shard, as
 * {@link io.aguacero.contracts.LetterId#withinShard} does. The order of the log matters.
 */
public sealed interface LetterStep {
    /** An event that counts, or did before: no letter of it waits any more. */
    record Settles(CountedEvent event) implements LetterStep {}

    /** A replay: it counts if its letter waits, and then that letter waits no more, nor another one of the same event. */
    record Replays(String letter, CountedEvent event) implements LetterStep {}

    /**
     * A new letter. It waits, unless its event is known to be counted, or another letter of the same event waits, or it is
     * a replay whose letter didn't wait.
     *
     * @param letter its name
     * @param replayed the letter that its event replayed; empty for none, {@link #ELSEWHERE} for one of another shard
     * @param lost its event
     */
    record Waits(String letter, String replayed, Lost lost) implements LetterStep {}

    /** In place of a letter's name: none that this shard could have. */
    String ELSEWHERE = "-";

    /**
     * An event that can't be counted, as far as it is known.
     *
     * @param sums the minute in whose sums it counts
     * @param logTimeMicros its kind's log time, microseconds since 1970-01-01T00:00:00Z; 0 without a kind in force
     * @param kind name of its kind; empty when that isn't in force, or nothing could be decoded
     * @param id null when nothing could be decoded
     * @param lookups starts of the buckets in which its id may be known
     */
    record Lost(
            SumPlace sums,
            long logTimeMicros,
            String kind,
            @Nullable EventId id,
            List<Long> lookups) {
        /** Something that couldn't be decoded. */
        public static final Lost UNREADABLE = new Lost(SumPlace.NOWHERE, 0, "", null, List.of());
    }
}

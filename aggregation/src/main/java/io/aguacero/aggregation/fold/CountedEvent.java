package io.aguacero.aggregation.fold;

import java.util.List;

/**
 * An event that is sound, and counts unless its id is known.
 *
 * @param kind of the event
 * @param id identity
 * @param timeMicros event time, microseconds since 1970-01-01T00:00:00Z
 * @param acceptedAtMicros when the door accepted it
 * @param logTimeMicros the greatest acceptance time of the kind in the log up to and with this event
 * @param home the bucket of its id
 * @param remembered whether that bucket is still kept; always, but for a replay
 * @param firstLookup the earliest bucket in which its id may be known
 * @param lastLookup the latest such bucket
 * @param replayOf the dead letter that it replays, as the envelope has it; empty when none
 * @param groups the group of each of the kind's groupings, in their order, as JSON array text
 * @param sums the minute in whose sums it counts
 * @param values scaled, in the order in which the kind declares them; {@link #ABSENT} for one that it doesn't have
 */
public record CountedEvent(
        KindPlan kind,
        EventId id,
        long timeMicros,
        long acceptedAtMicros,
        long logTimeMicros,
        long home,
        boolean remembered,
        long firstLookup,
        long lastLookup,
        String replayOf,
        List<String> groups,
        SumPlace sums,
        long[] values) {
    /** In place of a value: beyond what any value can be. */
    public static final long ABSENT = Long.MIN_VALUE;
}

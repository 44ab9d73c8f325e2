package io.aguacero.insights.lineage;

import io.aguacero.contracts.v1.EventEnvelope;

/**
 * A place of a path's log at which the event stands. Times are microseconds since 1970-01-01T00:00:00Z.
 *
 * @param shard from 0
 * @param offset of its record
 * @param index place within the record, from 0
 * @param acceptedAtMicros when a door accepted it
 * @param timeMicros the event's own
 * @param key which chose the shard
 * @param replayOf the dead letter that it replays; empty when none
 */
public record LogPlace(
        int shard, long offset, int index, long acceptedAtMicros, long timeMicros, String key, String replayOf) {
    static LogPlace of(int shard, long offset, int index, EventEnvelope event) {
        return new LogPlace(
                shard,
                offset,
                index,
                event.getAcceptedAtMicros(),
                event.getTimeMicros(),
                event.getKey(),
                event.getReplayOf());
    }

    /** The door stamped the time, and would stamp another one when the event is sent again. */
    boolean stamped() {
        return timeMicros == acceptedAtMicros;
    }
}

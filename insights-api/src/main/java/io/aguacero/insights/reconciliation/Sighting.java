package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as it was found in a path's log, once or several times: what names and explains it, and nothing of its payload, as
 * those of a whole minute are held at once.
 *
 * @param identity by which it is the same event everywhere
 * @param name of the event
 * @param acceptedAtMicros when a door accepted it, microseconds since 1970
 * @param replays whether it replays a dead letter
 * @param sum of the event alone
 * @param places where it stands
 */
record Sighting(
        ByteBuffer identity,
        Finding.Name name,
        long acceptedAtMicros,
        boolean replays,
        EventSum sum,
        List<Place> places) {
    /** A place in a path's log. */
    record Place(int shard, long offset) {}

    /** An event that stands nowhere yet. */
    static Sighting of(ByteBuffer identity, EventEnvelope event, Finding.Name name) {
        return new Sighting(
                identity,
                name,
                event.getAcceptedAtMicros(),
                !event.getReplayOf().isEmpty(),
                EventSum.of(identity.array()),
                new ArrayList<>(1));
    }

    long acceptedAtMillis() {
        return acceptedAtMicros / 1_000;
    }
}

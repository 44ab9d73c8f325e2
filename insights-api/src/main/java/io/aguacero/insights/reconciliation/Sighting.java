package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as it was found in a path's log, once or several times.
 *
 * @param event as it stands there first
 * @param sum of the event alone
 * @param places where it stands
 */
record Sighting(EventEnvelope event, EventSum sum, List<Place> places) {
    /** A place in a path's log. */
    record Place(int shard, long offset) {}

    Sighting(EventEnvelope event, EventSum sum) {
        this(event, sum, new ArrayList<>());
    }

    long acceptedAtMillis() {
        return event.getAcceptedAtMicros() / 1_000;
    }
}

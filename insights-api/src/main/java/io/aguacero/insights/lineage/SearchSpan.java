package io.aguacero.insights.lineage;

import io.aguacero.insights.EventQuery;
import java.time.Duration;
import java.util.List;

/**
 * A stretch of time in which a door may have accepted the event, microseconds since 1970-01-01T00:00:00Z. A broker writes
 * an event down after its acceptance, in about that order within a kind.
 *
 * @param from first moment
 * @param to last moment
 */
record SearchSpan(long from, long to) {
    /** How far clocks may differ, and how far apart events of a kind may change their order. */
    private static final long SLACK = Duration.ofMinutes(1).toNanos() / 1_000;

    /**
     * Where to look, the likeliest first: from the given time on, for as long as it may be sent again; and when only the
     * event's own time is known, then before that, since an event may be of a time to come.
     */
    static List<SearchSpan> of(EventQuery query) {
        long horizon = query.kind().ids().horizon().toMillis() * 1_000;
        if (query.accepted().isPresent()) {
            return List.of(after(query.accepted().getAsLong(), horizon));
        }
        long time = query.time().orElseThrow();
        return List.of(after(time, horizon), new SearchSpan(time - horizon - SLACK, time));
    }

    private static SearchSpan after(long time, long horizon) {
        return new SearchSpan(time - SLACK, time + horizon + SLACK);
    }
}

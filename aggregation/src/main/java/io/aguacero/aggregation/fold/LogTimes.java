package io.aguacero.aggregation.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Log time of each kind: the greatest acceptance time of its events so far, in microseconds since 1970-01-01T00:00:00Z.
 * Each kind has its own, because the events of one may reach the log much later than those of another. Not safe for
 * threads.
 */
public final class LogTimes {
    private final Map<String, Long> before;
    private final Map<String, Long> advanced = new HashMap<>();

    /** Log times as they stand before a batch, by kind. */
    public LogTimes(Map<String, Long> before) {
        this.before = before;
    }

    /** Log time of a kind; 0 when none of its events has been seen. */
    public long of(String kind) {
        Long now = advanced.get(kind);
        return now == null ? before.getOrDefault(kind, 0L) : now;
    }

    /** Notes an event's acceptance, and says the kind's log time after it. It never decreases. */
    public long advance(String kind, long acceptedAtMicros) {
        long now = Math.max(of(kind), acceptedAtMicros);
        advanced.put(kind, now);
        return now;
    }

    /** The log times of the kinds that had events in the batch, by name. */
    public Map<String, Long> advanced() {
        return new TreeMap<>(advanced);
    }
}

package io.aguacero.aggregation.checkpoint;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first line of a checkpoint.
 *
 * @param shard the prefix of its keys, for example <code>{k:3}:g1</code>
 * @param takenAt when it was taken; for people and for the age alone
 * @param position the fields of the shard's position but those of the lease
 * @param marks from where the log can be read again, ascending
 */
public record CheckpointHeader(String shard, Instant takenAt, Map<String, String> position, List<Mark> marks) {
    private static final String LOG_TIME = "logtime:";

    /** Refuses a position that isn't one. */
    public CheckpointHeader {
        position = Map.copyOf(position);
        marks = List.copyOf(marks);
        if (!position.keySet().containsAll(List.of("next", "offset", "fp", "complete"))) {
            throw new IllegalArgumentException("a checkpoint's position lacks a field");
        }
    }

    /** The place in the log at which it was taken. */
    public Mark mark() {
        return mark(position);
    }

    /** The place in the log of a position's fields. */
    static Mark mark(Map<String, String> position) {
        Map<String, Long> logTimes = new HashMap<>();
        position.forEach((field, value) -> {
            if (field.startsWith(LOG_TIME)) {
                logTimes.put(field.substring(LOG_TIME.length()), Long.valueOf(value));
            }
        });
        return new Mark(Long.parseLong(position.getOrDefault("next", "0")), logTimes);
    }
}

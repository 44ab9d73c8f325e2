package io.aguacero.chaos.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * An event as it stands in a log.
 *
 * @param index within its record, from 0
 * @param time in µs since 1970-01-01T00:00:00Z
 * @param data its payload; missing when it isn't JSON
 * @param body bytes of a single event's payload or of its item in a pack, as ISO 8859-1 text
 * @param problem why it can't be decoded; empty when it can
 */
public record LogEvent(
        Place place, int index, EventName name, String key, long time, JsonNode data, String body, String problem) {
    /** A record's place in a log. */
    public record Place(LogPath path, int shard, long offset) {
        @Override
        public String toString() {
            return path.label() + " shard " + shard + " offset " + offset;
        }
    }

    static LogEvent undecodable(Place place, int index, String body, String problem) {
        return new LogEvent(
                place, index, new EventName("?", "?", "?"), "", 0, MissingNode.getInstance(), body, problem);
    }

    LogPath path() {
        return place.path();
    }
}

package io.aguacero.chaos.load;

import java.time.Instant;
import java.util.Optional;

/**
 * An event to be sent.
 *
 * @param key that decides its shard
 * @param time as sent; without one the door stamps it
 * @param data JSON text of the payload
 */
public record LoadEvent(String kind, String source, String id, String key, Optional<Instant> time, String data) {
    /** As a CloudEvent in structured mode. */
    String cloudEvent() {
        String stamped = time.map(at -> "\"time\":\"" + at + "\",").orElse("");
        return "{\"specversion\":\"1.0\",\"type\":\"" + kind + "\",\"source\":\"" + source + "\",\"id\":\"" + id + "\","
                + stamped + "\"data\":" + data + "}";
    }

    /** As the checker reads its name. */
    String name() {
        return "\"kind\":\"" + kind + "\",\"source\":\"" + source + "\",\"id\":\"" + id + "\"";
    }

    /** As the checker reads an attempt. */
    String attempt() {
        String stamped = time.map(at -> ",\"time\":\"" + at + "\"").orElse("");
        return "{" + name() + ",\"key\":\"" + key + "\"" + stamped + ",\"data\":" + data + "}";
    }
}

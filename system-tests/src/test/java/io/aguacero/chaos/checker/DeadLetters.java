package io.aguacero.chaos.checker;

import java.util.Map;

/** Reads a dead letter's headers. */
final class DeadLetters {
    private DeadLetters() {}

    static DeadLetter read(Map<String, String> headers) {
        return new DeadLetter(
                new LogEvent.Place(
                        LogPath.of(of(headers, "path")),
                        Integer.parseInt(of(headers, "shard")),
                        Long.parseLong(of(headers, "offset"))),
                Integer.parseInt(of(headers, "index")),
                of(headers, "code"));
    }

    private static String of(Map<String, String> headers, String name) {
        String value = headers.get("aguacero_" + name);
        if (value == null) {
            throw new IllegalStateException("a dead letter has no aguacero_" + name + ", only " + headers.keySet());
        }
        return value;
    }
}

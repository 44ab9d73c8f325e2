package io.aguacero.bench;

import java.util.List;

/**
 * What a request holds, and how many connections send it, each one request at a time.
 *
 * @param format {@code single}, {@code ndjson} or {@code array}
 */
record Shape(String format, int eventsPerRequest, int connections) {
    /** One event a request. */
    static final List<Shape> SINGLE = List.of(new Shape("single", 1, 64), new Shape("single", 1, 256));
    /** Many events a request; connections enough to keep the door busy, no more. */
    static final List<Shape> BATCHES = List.of(
            new Shape("ndjson", 100, 16),
            new Shape("ndjson", 1_000, 8),
            new Shape("array", 100, 16),
            new Shape("array", 1_000, 8));

    /** Events that may be stored although a load that was ended hasn't seen their answer. */
    long eventsInFlight() {
        return (long) eventsPerRequest * connections;
    }

    @Override
    public String toString() {
        String what = format.equals("single") ? "single" : eventsPerRequest + " events a request, " + format;
        return what + ", " + connections + (connections == 1 ? " connection" : " connections");
    }
}

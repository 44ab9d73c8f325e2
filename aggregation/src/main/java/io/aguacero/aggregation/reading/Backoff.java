package io.aguacero.aggregation.reading;

import java.time.Duration;

/** Pauses between tries: doubling from the shortest to the longest, back to the shortest after a success. */
final class Backoff {
    private final Duration min;
    private final Duration max;
    private Duration next;

    Backoff(Duration min, Duration max) {
        this.min = min;
        this.max = max;
        this.next = min;
    }

    /** The pause before the next try. */
    Duration next() {
        Duration pause = next;
        next = pause.multipliedBy(2).compareTo(max) < 0 ? pause.multipliedBy(2) : max;
        return pause;
    }

    /** A try has succeeded. */
    void reset() {
        next = min;
    }
}

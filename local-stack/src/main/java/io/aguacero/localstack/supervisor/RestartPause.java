package io.aguacero.localstack.supervisor;

import java.time.Duration;

/** How long to wait before a start: a second, then twice as long each time, up to half a minute. */
final class RestartPause {
    private static final Duration FIRST = Duration.ofSeconds(1);
    /** Unless stated otherwise. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration longest;
    private Duration next = FIRST;

    RestartPause() {
        this(LONGEST);
    }

    /** With another upper bound, at least a second. */
    RestartPause(Duration longest) {
        this.longest = longest;
    }

    /**
     * The pause before the next start.
     *
     * @param ran how long it has been up: longer than half a minute, and the pauses begin anew
     */
    Duration after(Duration ran) {
        Duration pause = ran.compareTo(LONGEST) > 0 ? FIRST : next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return pause;
    }
}

package io.aguacero.localstack.supervisor;

import java.time.Duration;

/** How long to wait before a start: a second, then twice as long each time, up to half a minute. */
final class RestartPause {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Duration next = FIRST;

    /**
     * The pause before the next start.
     *
     * @param ran how long it has been up: longer than half a minute, and the pauses begin anew
     */
    Duration after(Duration ran) {
        Duration pause = ran.compareTo(LONGEST) > 0 ? FIRST : next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return pause;
    }
}

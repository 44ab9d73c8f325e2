package io.aguacero.localstack.supervisor;

import java.time.Duration;

/** How long to wait before a start: a second, then twice as long each time, up to half a minute. */
final class RestartPause {
    private static final Duration FIRST = Duration.ofSeconds(1);
    /** Unless stated otherwise. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration longest;
    private final Duration first;
    private Duration next;

    RestartPause() {
        this(LONGEST);
    }

    /** With another upper bound, of the first pause too. */
    RestartPause(Duration longest) {
        this.longest = longest;
        this.first = shorter(FIRST, longest);
        this.next = first;
    }

    /**
     * The pause before the next start.
     *
     * @param ran how long it has been up: longer than half a minute, and the pauses begin anew
     */
    Duration after(Duration ran) {
        Duration pause = ran.compareTo(LONGEST) > 0 ? first : next;
        next = shorter(pause.multipliedBy(2), longest);
        return pause;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

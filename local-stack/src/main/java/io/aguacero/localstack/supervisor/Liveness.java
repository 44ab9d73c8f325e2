package io.aguacero.localstack.supervisor;

import java.time.Duration;

/**
 * When a process that is up but doesn't say that it is live has to be replaced: after half a minute without a word that
 * it is, as a shorter standstill passes by itself.
 */
final class Liveness {
    /** Between two looks. */
    static final Duration PAUSE = Duration.ofSeconds(5);
    /** Without one good look among them. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** So that a standstill of the supervisor itself is not taken for one of the others. */
    private static final int BAD_LOOKS_MIN = 3;

    private long lastLive;
    private int badLooks;

    /**
     * A process that is live now.
     *
     * @param now as {@link System#nanoTime()}
     */
    Liveness(long now) {
        lastLive = now;
    }

    /** Takes in a look, and says whether the process has to be replaced. */
    boolean lost(boolean live, long now) {
        if (live) {
            lastLive = now;
            badLooks = 0;
            return false;
        }
        badLooks++;
        return badLooks >= BAD_LOOKS_MIN && now - lastLive >= LIMIT.toNanos();
    }
}

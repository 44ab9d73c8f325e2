package io.aguacero.delivery;

import java.time.Duration;

/**
 * How the instances of a service are watched.
 *
 * @param askEvery pause between two questions whether an instance takes events
 * @param silenceMax without any answer for so long after a question, an instance is down; it may take this and {@code
 *     askEvery} until that is noticed
 * @param resolveEvery pause between two looks at which addresses the hosts' names stand for
 * @param reconnectPause least time between two tries to reach an instance that was lost
 */
public record PeerLimits(Duration askEvery, Duration silenceMax, Duration resolveEvery, Duration reconnectPause) {
    /** Tries to reach a lost instance cost it nothing at that pace, and nobody would notice them any sooner. */
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(500);

    /** With half a second between two tries to reach an instance that was lost. */
    public static PeerLimits of(Duration askEvery, Duration silenceMax, Duration resolveEvery) {
        return new PeerLimits(askEvery, silenceMax, resolveEvery, RECONNECT_PAUSE);
    }
}

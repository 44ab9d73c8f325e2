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
    /** Noticed in a quarter of a second when it is said, in three seconds when it isn't; new addresses in five. */
    public static final PeerLimits DEFAULT = new PeerLimits(
            Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofMillis(500));
}

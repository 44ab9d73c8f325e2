package io.aguacero.delivery;

import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the pause between two attempts to reach a lost peer short. A channel's own pause grows to two minutes, in which
 * it refuses all calls even though the peer is back.
 */
final class Reconnecting {
    private final ManagedChannel channel;
    private final long pauseNanos;
    private final AtomicLong due = new AtomicLong(System.nanoTime());

    /**
     * @param pause the least time between two attempts that calls bring about
     */
    Reconnecting(ManagedChannel channel, Duration pause) {
        this.channel = channel;
        this.pauseNanos = pause.toNanos();
    }

    /** A call has found no connection: the channel tries now, if it is not trying and the last time is a pause ago. */
    void unreached() {
        long now = System.nanoTime();
        long expected = due.get();
        if (now - expected >= 0 && due.compareAndSet(expected, now + pauseNanos)) {
            channel.resetConnectBackoff();
        }
    }
}

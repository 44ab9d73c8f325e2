package io.aguacero.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Instances on this machine, watched closely, so that tests needn't wait long. */
public final class Watched {
    static final PeerLimits CLOSELY =
            new PeerLimits(Duration.ofMillis(20), Duration.ofMillis(700), Duration.ofMillis(50), Duration.ofMillis(20));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Watched() {}

    static Peers at(int... ports) {
        List<String> hosts =
                IntStream.of(ports).mapToObj(port -> "127.0.0.1:" + port).toList();
        return new Peers("tested", hosts, CLOSELY, PeerChannels::plaintext, instance -> null).start();
    }

    static Peers up(Peers peers) {
        await(() -> peers.get() instanceof PeerState.Up);
        return peers;
    }

    /** Returns when it has come true. */
    public static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("it never came true");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}

package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The door's connection to the router, which needs a moment to notice that a router has come back. */
final class RouterChannel {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RouterChannel() {}

    /** Returns once an event has passed. */
    static void awaitReachable(Door door) {
        long start = System.nanoTime();
        while (door.post("/v1/tweets", "application/json", Door.TWEET).status() != 202) {
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), "the router isn't reached");
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }
}

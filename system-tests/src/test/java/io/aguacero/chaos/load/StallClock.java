package io.aguacero.chaos.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Measures by how much this JVM itself is kept from running, so that it isn't held against those that it asks. */
final class StallClock implements AutoCloseable {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final AtomicLong stalledNanos = new AtomicLong();
    private volatile boolean closed;

    StallClock() {
        Thread.ofPlatform().daemon().name("stalls").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            long begin = System.nanoTime();
            LockSupport.parkNanos(STEP_NANOS);
            stalledNanos.addAndGet(Math.max(0, System.nanoTime() - begin - STEP_NANOS));
        }
    }

    /** All standstills up to now together. */
    long stalledNanos() {
        return stalledNanos.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}

package io.aguacero.localstack.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something outside this JVM that cannot notify: looks again and again, with an end. */
public final class Until {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Until() {}

    /** A look at the outside world; may fail while the other side is not there yet. */
    @FunctionalInterface
    public interface Look {
        /** Whether what is waited for has come true. */
        boolean happened();
    }

    /**
     * Looks until it is true or the time is over.
     *
     * @return whether it came true
     */
    public static boolean within(Duration limit, Look look) {
        long end = System.nanoTime() + limit.toNanos();
        while (!look.happened()) {
            if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}

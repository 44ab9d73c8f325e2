package io.aguacero.localstack.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something outside this JVM that cannot notify: looks again and again, with an end. */
public final class Until {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** So many looks in the time that has been waited: to look costs what is waited for its time, too. */
    private static final int LOOKS = 20;

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
        long begin = System.nanoTime();
        while (!look.happened()) {
            long waited = System.nanoTime() - begin;
            long left = limit.toNanos() - waited;
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(Math.min(left, Math.clamp(waited / LOOKS, SHORTEST_NANOS, LONGEST_NANOS)));
        }
        return true;
    }
}

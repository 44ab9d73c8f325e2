package io.aguacero.system;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what another process will do, by asking again until a deadline. */
final class Waiting {
    // Not on the common pool: on a small machine it has one thread, and whoever waits may hold it.
    private static final Executor IN_A_MOMENT =
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Runnable::run);

    private Waiting() {}

    /** The first value that there is; fails with what is still missing when the deadline passes. */
    static <T> T until(String what, Duration deadline, Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<T> value = attempt.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + deadline.toSeconds() + " s: " + what);
            }
            aMoment();
        }
    }

    /** Returns after a tenth of a second. */
    static void aMoment() {
        CompletableFuture.runAsync(() -> {}, IN_A_MOMENT).join();
    }
}

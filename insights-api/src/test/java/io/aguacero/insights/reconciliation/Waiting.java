package io.aguacero.insights.reconciliation;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, half a minute at most. */
final class Waiting {
    private Waiting() {}

    static <T> T untilFound(Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Optional<T> found = attempt.get();
        while (found.isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within half a minute");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            found = attempt.get();
        }
        return found.get();
    }

    static void until(BooleanSupplier condition) {
        boolean held = untilFound(() -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
        assert held;
    }
}

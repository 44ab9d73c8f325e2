package io.aguacero.simulation.pipeline;

import io.aguacero.aggregation.reading.LogReaders;
import io.aguacero.simulation.kernel.Controlled;
import java.time.Duration;

/** A thread that stops readers, which takes its time. */
final class Stopping {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Stopping() {}

    static void of(LogReaders readers) {
        Controlled.start(new Thread(() -> {
            try {
                boolean unused = readers.stopAll(PATIENCE);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts", e);
            }
        }));
    }
}

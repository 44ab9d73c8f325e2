package io.aguacero.delivery;

import java.time.Duration;

/** Hears of each batch that came back; must be quick, and safe for any thread. */
public interface BatchListener {
    /** Hears nothing. */
    BatchListener NONE = (events, took) -> {};

    /**
     * A batch was answered.
     *
     * @param events how many it held
     * @param took from leaving until all its answers were there
     */
    void answered(int events, Duration took);
}

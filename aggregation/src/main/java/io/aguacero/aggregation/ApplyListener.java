package io.aguacero.aggregation;

import java.time.Duration;

/**
 * Hears what was applied, for metrics. Called on the applier's executor; must neither block nor throw. Told only of what
 * this applier knows to be applied: when an answer of the store got lost, nobody hears of that batch.
 */
public interface ApplyListener {
    /**
     * Events of a kind were applied in one call.
     *
     * @param kind a kind in force
     * @param counted events that were new
     * @param duplicates events that had been counted before, and so weren't counted again
     */
    void applied(String kind, int counted, int duplicates);

    /** An event was counted that long after the door had accepted it; never negative. */
    void doorToStore(Duration elapsed);

    /** A dead letter was confirmed. */
    void deadLettered(String code);

    /** The shard advanced, or the applier learned where the store stands: {@code next} is the next offset to apply. */
    void position(long next);
}

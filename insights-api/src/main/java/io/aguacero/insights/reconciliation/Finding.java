package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one event, or with some that couldn't be named.
 *
 * @param path on which
 * @param what is wrong
 * @param minute of event time
 * @param events 1 for an event that is named
 * @param event its name; null when it couldn't be told
 */
public record Finding(
        DeliveryPath path,
        What what,
        MinuteKey minute,
        long events,
        @Nullable Name event) {
    /** What is wrong. */
    public enum What {
        /** Stored or accepted, and not counted; or on one path only. */
        LOST,
        /** Counted more often than it is there. */
        DOUBLED,
        /** The sums differ, and no event explains it. */
        UNEXPLAINED
    }

    /**
     * Which event.
     *
     * @param timeMicros event time
     */
    public record Name(String tenant, String source, String id, long timeMicros) {}

    static Finding of(DeliveryPath path, What what, MinuteKey minute, Sighting one) {
        return new Finding(path, what, minute, 1, one.name());
    }
}

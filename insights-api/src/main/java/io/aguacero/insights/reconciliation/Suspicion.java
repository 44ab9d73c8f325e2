package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the sums of a minute show to be different. A difference between the paths, or more counted than accepted, is often
 * none: events on their way, or stored though their client was told to try again.
 *
 * @param residuals by path, where a shard's log and store differ
 * @param difference between the events that the paths have once
 * @param beyondAccepted by path, counted and not accepted, as a sum that may be none
 * @param missing by path, how many accepted events its log doesn't hold
 */
record Suspicion(
        Map<DeliveryPath, Map<Integer, EventSum>> residuals,
        EventSum difference,
        Map<DeliveryPath, EventSum> beyondAccepted,
        Map<DeliveryPath, Long> missing) {

    /** Null when nothing differs. */
    static @Nullable Suspicion of(Map<DeliveryPath, PathMinute> minutes, @Nullable EventSum accepted, boolean journal) {
        Map<DeliveryPath, Map<Integer, EventSum>> residuals = new HashMap<>();
        Map<DeliveryPath, EventSum> beyond = new EnumMap<>(DeliveryPath.class);
        Map<DeliveryPath, Long> missing = new EnumMap<>(DeliveryPath.class);
        minutes.forEach((path, minute) -> {
            if (!minute.residual().isEmpty()) {
                residuals.put(path, minute.residual());
            }
            if (accepted == null || !minute.known()) {
                return;
            }
            if (minute.unique().n() > accepted.n()) {
                beyond.put(path, minute.unique());
            }
            boolean relayed = journal && path == DeliveryPath.RABBITMQ;
            EventSum rest = minute.stored().minus(accepted);
            if (!relayed && minute.inFlight() == 0 && (rest.n() < 0 || rest.n() == 0 && !rest.isZero())) {
                missing.put(path, Math.max(1, -rest.n()));
            }
        });
        EventSum difference = EventSum.ZERO;
        PathMinute kafka = minutes.get(DeliveryPath.KAFKA);
        PathMinute rabbit = minutes.get(DeliveryPath.RABBITMQ);
        if (kafka != null && rabbit != null && kafka.known() && rabbit.known()) {
            difference = kafka.unique().minus(rabbit.unique());
        }
        return residuals.isEmpty() && beyond.isEmpty() && missing.isEmpty() && difference.isZero()
                ? null
                : new Suspicion(residuals, difference, beyond, missing);
    }
}

package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.Map;
import java.util.Set;

/** Makes one delivery of what each path answered: rejected before unavailable before delivered. */
final class WorstStatus {
    private WorstStatus() {}

    /**
     * The delivery of an event over all paths of its route.
     *
     * @param byPath what each path of the route answered, at least one; only its own path's status counts
     * @param relayed paths that the relay brings level from Kafka
     */
    static Delivery of(Map<DeliveryPath, Delivery> byPath, Set<DeliveryPath> relayed) {
        PathStatus kafka = status(byPath, DeliveryPath.KAFKA);
        PathStates paths = new PathStates(
                kafka,
                relayed.contains(DeliveryPath.RABBITMQ) ? relayed(kafka) : status(byPath, DeliveryPath.RABBITMQ));
        Map.Entry<DeliveryPath, Delivery> worst = worst(byPath);
        return switch (worst.getValue()) {
            case Rejected(PathStates own, ErrorCode code, String detail) ->
                new Rejected(paths, code, worst.getKey().label() + ": " + detail);
            case Unavailable(PathStates own, ErrorCode code, String detail) ->
                new Unavailable(paths, code, worst.getKey().label() + ": " + detail);
            case Delivered delivered when paths.delivered() -> new Delivered(paths);
            case Delivered delivered ->
                new Unavailable(paths, ErrorCode.INTERNAL, worst.getKey().label() + ": answered for another path");
        };
    }

    /** The first of the worst. */
    private static Map.Entry<DeliveryPath, Delivery> worst(Map<DeliveryPath, Delivery> byPath) {
        Map.Entry<DeliveryPath, Delivery> worst = null;
        for (Map.Entry<DeliveryPath, Delivery> one : byPath.entrySet()) {
            if (worst == null || severity(one.getKey(), one.getValue()) > severity(worst.getKey(), worst.getValue())) {
                worst = one;
            }
        }
        if (worst == null) {
            throw new IllegalArgumentException("a route has at least one path");
        }
        return worst;
    }

    /** What is known of a relayed path: it has, or will have, what Kafka has. */
    private static PathStatus relayed(PathStatus kafka) {
        return switch (kafka) {
            case STORED -> PathStatus.PENDING;
            case NOT_STORED, REFUSED -> PathStatus.NOT_STORED;
            case UNKNOWN, NOT_ROUTED, PENDING, UNRECOGNIZED -> PathStatus.UNKNOWN;
        };
    }

    private static PathStatus status(Map<DeliveryPath, Delivery> byPath, DeliveryPath path) {
        Delivery delivery = byPath.get(path);
        if (delivery == null) {
            return PathStatus.NOT_ROUTED;
        }
        PathStatus status = delivery.paths().of(path);
        // A path of the route that answered nothing of itself: stored or not, nobody knows.
        return status == PathStatus.NOT_ROUTED ? PathStatus.UNKNOWN : status;
    }

    private static int severity(DeliveryPath path, Delivery delivery) {
        return switch (delivery) {
            case Rejected rejected -> 3;
            case Unavailable unavailable -> unavailable.paths().of(path) == PathStatus.UNKNOWN ? 2 : 1;
            case Delivered delivered -> delivered.paths().of(path) == PathStatus.STORED ? -1 : 0;
        };
    }
}

package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.PathStatus;
import java.util.Set;

/** What is known of an event on each path. */
public record PathStates(PathStatus kafka, PathStatus rabbitmq) {
    /** Nothing is routed. */
    public static final PathStates NONE = new PathStates(PathStatus.NOT_ROUTED, PathStatus.NOT_ROUTED);

    /** The same status on each of some paths; the others aren't routed. */
    public static PathStates on(Set<DeliveryPath> paths, PathStatus status) {
        return new PathStates(
                paths.contains(DeliveryPath.KAFKA) ? status : PathStatus.NOT_ROUTED,
                paths.contains(DeliveryPath.RABBITMQ) ? status : PathStatus.NOT_ROUTED);
    }

    /** What is known of one path. */
    public PathStatus of(DeliveryPath path) {
        return switch (path) {
            case KAFKA -> kafka;
            case RABBITMQ -> rabbitmq;
        };
    }

    /**
     * Whether nothing is left for the sender to do: at least one path has it, and each other routed path has it, or is
     * pending behind Kafka that has it.
     */
    public boolean delivered() {
        return switch (kafka) {
            case STORED ->
                rabbitmq == PathStatus.STORED || rabbitmq == PathStatus.NOT_ROUTED || rabbitmq == PathStatus.PENDING;
            case NOT_ROUTED -> rabbitmq == PathStatus.STORED;
            case NOT_STORED, UNKNOWN, REFUSED, PENDING, UNRECOGNIZED -> false;
        };
    }
}

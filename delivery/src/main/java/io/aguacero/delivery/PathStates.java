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

    /** Whether at least one path has it, and each routed path. */
    public boolean allStored() {
        boolean oneStored = kafka == PathStatus.STORED || rabbitmq == PathStatus.STORED;
        return oneStored && storedOrNotRouted(kafka) && storedOrNotRouted(rabbitmq);
    }

    private static boolean storedOrNotRouted(PathStatus status) {
        return status == PathStatus.STORED || status == PathStatus.NOT_ROUTED;
    }
}

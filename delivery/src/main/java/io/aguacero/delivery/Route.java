package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import java.util.Set;

/** Where an event goes. */
public sealed interface Route {
    /**
     * To these paths.
     *
     * @param paths written to now: at least one
     * @param relayed brought level by the relay afterwards: RabbitMQ behind Kafka, or none
     */
    record To(Set<DeliveryPath> paths, Set<DeliveryPath> relayed) implements Route {
        /** Refuses a route to nowhere, and a relay of what Kafka doesn't have. */
        public To {
            if (paths.isEmpty()) {
                throw new IllegalArgumentException("a route has at least one path");
            }
            if (!relayed.isEmpty()
                    && !(paths.equals(Set.of(DeliveryPath.KAFKA)) && relayed.equals(Set.of(DeliveryPath.RABBITMQ)))) {
                throw new IllegalArgumentException("only RabbitMQ is relayed, and from Kafka: " + relayed);
            }
            paths = Set.copyOf(paths);
            relayed = Set.copyOf(relayed);
        }

        /** To these paths, with nothing to relay. */
        public To(Set<DeliveryPath> paths) {
            this(paths, Set.of());
        }
    }

    /** Nowhere: the event is refused for good. */
    record Nowhere(ErrorCode code, String detail) implements Route {}

    /**
     * Nowhere now: a path of the route is down, so that none is written to.
     *
     * @param paths those of the route
     * @param detail which one is down, and why
     */
    record Closed(Set<DeliveryPath> paths, String detail) implements Route {}
}

package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import java.util.Set;

/** Where an event goes. */
public sealed interface Route {
    /**
     * To these paths.
     *
     * @param paths at least one
     */
    record To(Set<DeliveryPath> paths) implements Route {
        /** Refuses a route to nowhere. */
        public To {
            if (paths.isEmpty()) {
                throw new IllegalArgumentException("a route has at least one path");
            }
            paths = Set.copyOf(paths);
        }
    }

    /** Nowhere: the event is refused for good. */
    record Nowhere(ErrorCode code, String detail) implements Route {}
}

package io.aguacero.router;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Route;
import java.util.HashMap;
import java.util.Map;

/**
 * Where an event goes: along the paths that its kind declares, and by Kafka alone when the journal acknowledges. Pure; safe
 * for any thread.
 */
public final class KindRouting {
    private final Map<String, Route> routes = new HashMap<>();

    /** Routes by the kinds in force. */
    public KindRouting(KindCatalog catalog) {
        for (EventKind kind : catalog.kinds()) {
            routes.put(kind.name(), new Route.To(kind.writtenPaths(), kind.relayedPaths()));
        }
    }

    /** The route of an event; nowhere for a kind that isn't in force here. */
    public Route route(EventEnvelope event) {
        Route route = routes.get(event.getKind());
        return route == null ? new Route.Nowhere(ErrorCode.UNKNOWN_KIND, "router-api knows no such kind") : route;
    }
}

package io.aguacero.router;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Route;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where an event goes: along the paths that its kind declares, by Kafka alone when the journal acknowledges, and a replay
 * only along the path of the dead letter that it replays. What the doors tell of themselves goes to Kafka. Pure; safe for
 * any thread.
 */
public final class KindRouting {
    private final Map<String, Route> routes = new HashMap<>();
    private final Map<String, Set<DeliveryPath>> paths = new HashMap<>();

    /** Routes by the kinds in force. */
    public KindRouting(KindCatalog catalog) {
        for (EventKind kind : catalog.kinds()) {
            routes.put(kind.name(), new Route.To(kind.writtenPaths(), kind.relayedPaths()));
            paths.put(kind.name(), kind.paths());
        }
        routes.put(Names.DOOR_KIND, new Route.To(Set.of(DeliveryPath.KAFKA)));
    }

    /** The route of an event; nowhere for a kind that isn't in force here. */
    public Route route(EventEnvelope event) {
        Route route = routes.get(event.getKind());
        if (route == null) {
            return new Route.Nowhere(ErrorCode.UNKNOWN_KIND, "router-api knows no such kind");
        }
        return event.getReplayOf().isEmpty() ? route : replay(event);
    }

    private Route replay(EventEnvelope event) {
        Optional<LetterId> letter = LetterId.parse(event.getReplayOf());
        if (letter.isEmpty()) {
            return new Route.Nowhere(ErrorCode.INVALID_ATTRIBUTE, "replayof names no dead letter");
        }
        DeliveryPath path = letter.get().path();
        return paths.getOrDefault(event.getKind(), Set.of()).contains(path)
                ? new Route.To(Set.of(path))
                : new Route.Nowhere(ErrorCode.REPLAY_REFUSED, "events of this kind don't take path " + path.label());
    }
}

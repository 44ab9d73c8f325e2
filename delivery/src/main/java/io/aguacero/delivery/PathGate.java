package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Closes a route while one of its paths is known to be down, so that no path gets what another can't have. Only paths that
 * are written to count: what the relay brings level later may be down now.
 */
public final class PathGate {
    private final Map<DeliveryPath, Supplier<PeerState>> paths;

    /**
     * @param paths what is known of each path that a route may name; must not block
     */
    public PathGate(Map<DeliveryPath, ? extends Supplier<PeerState>> paths) {
        this.paths = new EnumMap<>(paths);
    }

    /** The route, or that it is closed now. */
    public Route through(Route route) {
        if (route instanceof Route.To to) {
            for (DeliveryPath path : DeliveryPath.values()) {
                if (to.paths().contains(path) && state(path) instanceof PeerState.Down(String reason)) {
                    Set<DeliveryPath> all = EnumSet.copyOf(to.paths());
                    all.addAll(to.relayed());
                    return new Route.Closed(all, path.label() + " is down: " + reason);
                }
            }
        }
        return route;
    }

    private PeerState state(DeliveryPath path) {
        Supplier<PeerState> known = paths.get(path);
        return known == null ? new PeerState.Down("nothing writes to it") : known.get();
    }
}

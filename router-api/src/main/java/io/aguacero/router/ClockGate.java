package io.aguacero.router;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Closes an event's route while the time at which its door says that it arrived is far from this clock. A kind's log time
 * goes by those arrivals: one that is far ahead would have ids forgotten early, and one that is far behind would be given up
 * as too late although it was acknowledged. So two clocks have to agree before anything is written. Safe for any thread.
 */
public final class ClockGate {
    private final InstantSource clock;
    private final long apartMaxMicros;
    private final LongConsumer refused;

    /**
     * @param apartMax how far the door's clock may be from this one, with the time that an event takes to come here
     * @param refused told of each event that isn't let through, by how many seconds its door is ahead
     */
    public ClockGate(InstantSource clock, Duration apartMax, LongConsumer refused) {
        this.clock = clock;
        this.apartMaxMicros = TimeUnit.NANOSECONDS.toMicros(apartMax.toNanos());
        this.refused = refused;
    }

    /** The route, or that it is closed to the event now. What a door tells of itself is never counted and passes. */
    public Route through(EventEnvelope event, Route route) {
        if (!(route instanceof Route.To to) || event.getKind().equals(Names.DOOR_KIND)) {
            return route;
        }
        long ahead = event.getAcceptedAtMicros() - TimeUnit.MILLISECONDS.toMicros(clock.millis());
        if (Math.abs(ahead) <= apartMaxMicros) {
            return route;
        }
        long seconds = TimeUnit.MICROSECONDS.toSeconds(ahead);
        refused.accept(seconds);
        Set<DeliveryPath> all = EnumSet.copyOf(to.paths());
        all.addAll(to.relayed());
        return new Route.Closed(
                all,
                "the clocks of ingress-api and router-api are " + Math.abs(seconds) + " s apart, ingress-api's is "
                        + (seconds > 0 ? "ahead" : "behind"));
    }
}

package io.aguacero.insights;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Asks for the way of one event. Times are microseconds since 1970-01-01T00:00:00Z; at least one of them is known.
 *
 * @param kind in force
 * @param time the event's own
 * @param accepted when a door accepted it, about
 */
public record EventQuery(
        EventKind kind, String tenant, String source, String id, OptionalLong time, OptionalLong accepted) {
    private static final Pattern UUID_V7 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final int UUID_MILLIS_SHIFT = 16;

    /**
     * Checks {@code tenant}, {@code source}, {@code time} and {@code accepted}.
     *
     * @param own tenant of who asks, unless another one is named
     */
    public static Answer<EventQuery> parse(
            KindCatalog catalog, String kind, String id, String own, Map<String, List<String>> given) {
        QueryParameters parameters = new QueryParameters(given);
        String tenant = parameters.optional("tenant").orElse(own);
        String source = parameters.optional("source").orElse(Names.HTTP_SOURCE);
        OptionalLong time = parameters.micros("time");
        OptionalLong accepted = parameters.micros("accepted");
        if (!parameters.faults().isEmpty()) {
            return new Answer.Refused<>(QueryRefusal.ofQuery(parameters.faults()));
        }
        Optional<EventKind> inForce = catalog.find(kind);
        if (inForce.isEmpty()) {
            return TotalsQuery.unknownKind();
        }
        if (time.isEmpty() && accepted.isEmpty() && source.equals(Names.HTTP_SOURCE)) {
            accepted = madeAt(id);
        }
        if (time.isEmpty() && accepted.isEmpty()) {
            return new Answer.Refused<>(new QueryRefusal(
                    ErrorCode.EVENT_TIME_NEEDED,
                    "the logs are searched around a time, and the id has none in it",
                    List.of(new QueryRefusal.Fault(
                            "time", "give the event's time, or accepted: about when a door accepted it"))));
        }
        return new Answer.Given<>(new EventQuery(inForce.get(), tenant, source, id, time, accepted));
    }

    /** The door makes ids of version 7, which begin with their time. */
    private static OptionalLong madeAt(String id) {
        return UUID_V7.matcher(id).matches()
                ? OptionalLong.of((UUID.fromString(id).getMostSignificantBits() >>> UUID_MILLIS_SHIFT) * 1_000)
                : OptionalLong.empty();
    }

    /** Whether an event is the one that is asked for. */
    public boolean asksFor(EventEnvelope event) {
        return event.getId().equals(id)
                && event.getKind().equals(kind.name())
                && event.getSource().equals(source)
                && event.getTenant().equals(tenant);
    }

    /** The event's identity, as the store keeps it. */
    public byte[] identity() {
        return EventIdentity.of(EventEnvelope.newBuilder()
                .setTenant(tenant)
                .setKind(kind.name())
                .setSource(source)
                .setId(id)
                .build());
    }
}

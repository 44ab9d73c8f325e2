package io.aguacero.ingress;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.PathStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The items of one request after {@link Admission}: those to be delivered, and those refused already.
 *
 * @param items one an item of the request, in its order
 */
public record Intake(List<Item> items) {
    /** An item. */
    public sealed interface Item {}

    /** To be delivered. */
    public record Admitted(EventEnvelope event, Set<DeliveryPath> paths) implements Item {}

    /** Not to be delivered. */
    public record Refused(Outcome.NotTaken outcome) implements Item {}

    /** What goes to the sink, in the order of the request; may be empty. */
    public List<EventEnvelope> admitted() {
        List<EventEnvelope> events = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item instanceof Admitted admitted) {
                events.add(admitted.event());
            }
        }
        return events;
    }

    /**
     * What became of every item.
     *
     * @param deliveries one an admitted event, in order
     * @throws IllegalArgumentException if their number isn't that of the admitted events
     */
    public List<Outcome> delivered(List<Delivery> deliveries) {
        List<Outcome> outcomes = new ArrayList<>(items.size());
        int next = 0;
        for (Item item : items) {
            switch (item) {
                case Refused refused -> outcomes.add(refused.outcome());
                case Admitted admitted -> {
                    if (next == deliveries.size()) {
                        throw new IllegalArgumentException("the sink answered for fewer events than it was given");
                    }
                    outcomes.add(outcome(admitted.event(), deliveries.get(next++)));
                }
            }
        }
        if (next != deliveries.size()) {
            throw new IllegalArgumentException("the sink answered for more events than it was given");
        }
        return outcomes;
    }

    /** What became of every item as far as is known when the sink's answer is missing: each delivery is unknown. */
    public List<Outcome> unanswered(ErrorCode code, String detail) {
        List<Outcome> outcomes = new ArrayList<>(items.size());
        for (Item item : items) {
            outcomes.add(
                    switch (item) {
                        case Refused refused -> refused.outcome();
                        case Admitted(EventEnvelope event, Set<DeliveryPath> paths) ->
                            notTaken(event, code, detail, PathStates.on(paths, PathStatus.UNKNOWN));
                    });
        }
        return outcomes;
    }

    private static Outcome outcome(EventEnvelope event, Delivery delivery) {
        return switch (delivery) {
            case Delivery.Delivered(PathStates paths) -> new Outcome.Stored(event, paths);
            case Delivery.Rejected(PathStates paths, ErrorCode code, String detail) ->
                notTaken(event, code, detail, paths);
            case Delivery.Unavailable(PathStates paths, ErrorCode code, String detail) ->
                notTaken(event, code, detail, paths);
        };
    }

    private static Outcome notTaken(EventEnvelope event, ErrorCode code, String detail, PathStates paths) {
        return new Outcome.NotTaken(event.getId(), event.getKind(), new Refusal(code, detail, List.of(), paths));
    }
}

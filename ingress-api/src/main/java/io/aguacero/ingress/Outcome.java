package io.aguacero.ingress;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.PathStates;
import org.jspecify.annotations.Nullable;

/** What became of one item of a request. */
public sealed interface Outcome {
    /** Stored on every path of its route. */
    record Stored(EventEnvelope event, PathStates paths) implements Outcome {}

    /**
     * Not stored on every path.
     *
     * @param id its id, where it could be read or was made
     * @param kind its kind, if there is one of that name
     */
    record NotTaken(@Nullable String id, @Nullable String kind, Refusal refusal) implements Outcome {}
}

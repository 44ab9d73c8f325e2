package io.aguacero.aggregation.store;

import java.time.Instant;

/** What the store says to a consumer that wants a shard. */
public sealed interface OpenReply {
    /** The shard is its own; a position was created when there was none. */
    record Opened(StoredPosition position) implements OpenReply {}

    /** Another owner's lease runs until then. */
    record Busy(Instant until) implements OpenReply {}

    /** No answer in time, or a refusal. */
    record Down(String reason) implements OpenReply {}
}

package io.aguacero.aggregation.store;

import java.time.Instant;

/** What the store says to a consumer that wants a shard. */
public sealed interface OpenReply {
    /** The shard is its own. */
    record Opened(StoredPosition position) implements OpenReply {}

    /** The store doesn't know the shard, or not all of it yet. */
    record Empty() implements OpenReply {}

    /** Another owner's lease runs until then. */
    record Busy(Instant until) implements OpenReply {}

    /** No answer in time, or a refusal. */
    record Down(String reason) implements OpenReply {}
}

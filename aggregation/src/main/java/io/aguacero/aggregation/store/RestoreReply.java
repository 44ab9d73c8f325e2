package io.aguacero.aggregation.store;

import java.time.Instant;

/** What the store says to one step of filling a shard. Only {@link Done} has written anything. */
public sealed interface RestoreReply {
    /** The step is in the store, and the shard this owner's. */
    record Done() implements RestoreReply {}

    /** The shard has a position: somebody else has filled it. */
    record Filled() implements RestoreReply {}

    /** The steps before are not all in the store any more: begin anew. */
    record Lost() implements RestoreReply {}

    /** Another owner's lease runs until then. */
    record Busy(Instant until) implements RestoreReply {}

    /** No answer in time, in which case the step may yet be written, or a refusal. */
    record Down(String reason) implements RestoreReply {}
}

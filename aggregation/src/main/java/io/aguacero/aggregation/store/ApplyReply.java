package io.aguacero.aggregation.store;

import java.time.Instant;
import java.util.List;

/** What the store says to a batch. Only {@link Done} has written anything. */
public sealed interface ApplyReply {
    /** All of the batch is in the store, and the position behind it. */
    record Done() implements ApplyReply {}

    /** These ids, by their places in the call, are in the store already. */
    record Known(List<Integer> places) implements ApplyReply {}

    /** There is no position: the store has lost the shard. */
    record Empty() implements ApplyReply {}

    /** The store stands elsewhere: behind the batch when it was rolled back, after it when somebody else was faster. */
    record Elsewhere(StoredPosition position) implements ApplyReply {}

    /** The last applied record is another one than the batch follows on. */
    record Forked(StoredPosition position) implements ApplyReply {}

    /** Another owner's lease runs until then. */
    record Busy(Instant until) implements ApplyReply {}

    /** A count or a sum would leave the range of 64 bits. */
    record Overflow() implements ApplyReply {}

    /** No answer in time, in which case the batch may yet be applied, or a refusal. */
    record Down(String reason) implements ApplyReply {}
}

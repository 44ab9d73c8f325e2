package io.aguacero.aggregation.store;

import java.time.Instant;
import java.util.List;

/** What the store says to a batch. Only {@link Done} has written anything. */
public sealed interface ApplyReply {
    /** All of the batch is in the store, and the position behind it. */
    record Done() implements ApplyReply {}

    /**
     * Some events don't count.
     *
     * @param places those whose ids are in the store already, by their places among the call's ids
     * @param refused the replays whose letters don't wait, by their places among the call's letter steps
     */
    record Known(List<Integer> places, List<Integer> refused) implements ApplyReply {}

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

package io.aguacero.aggregation;

import java.time.Instant;

/** What came of applying records. Unless it is {@link Applied}, the same records may be given again. */
public sealed interface ShardStep {
    /** All records are applied, or were before; {@code next} is the offset to read on from. */
    record Applied(long next) implements ShardStep {}

    /**
     * The store stands elsewhere than this consumer, or an offset was left out: read the log from that offset on. Records
     * read before may still be given until the seek takes effect, they are passed over.
     */
    record SeekTo(long offset) implements ShardStep {}

    /** The store has lost the shard, all of it: open it again, with the log's bounds as they are now. */
    record Reopen(String reason) implements ShardStep {}

    /** Another consumer owns the shard until then, by the store's clock, unless it renews; open it again after that. */
    record Busy(Instant until) implements ShardStep {}

    /** The store didn't answer, or refused to; give the same records again. */
    record StoreDown(String reason) implements ShardStep {}

    /** A dead letter couldn't be written, so nothing may advance; give the same records again. */
    record DeadLettersDown(String reason) implements ShardStep {}

    /** Log and store don't fit together: a person has to look, nothing is applied until then. */
    record Halted(HaltCode code, String reason) implements ShardStep {}
}

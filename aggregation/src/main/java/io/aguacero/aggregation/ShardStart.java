package io.aguacero.aggregation;

import java.time.Instant;

/** What came of opening a shard. */
public sealed interface ShardStart {
    /** The shard is this consumer's: it reads the log from that offset on. */
    record ReadFrom(long offset) implements ShardStart {}

    /** Another consumer owns the shard until then, by the store's clock, unless it renews; try again after that. */
    record Busy(Instant until) implements ShardStart {}

    /** The store didn't answer, or refused to; try again. */
    record StoreDown(String reason) implements ShardStart {}

    /** The store doesn't have the shard, and it couldn't be filled now; try again. */
    record NotRebuilt(String reason) implements ShardStart {}

    /** Log and store don't fit together: a person has to look, nothing is applied until then. */
    record Halted(HaltCode code, String reason) implements ShardStart {}
}

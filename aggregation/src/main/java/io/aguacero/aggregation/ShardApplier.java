package io.aguacero.aggregation;

import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.kinds.KindCatalog;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Applies one shard's log to the store, each event once. */
public final class ShardApplier {
    /**
     * @param store of this shard
     * @param kinds the kinds in force
     * @param owner this consumer's name, the same after a restart, different from every other consumer's
     * @param limits of each call
     * @param deadLetters where events go that can't be counted
     * @param listener hears what was applied
     * @param clock for the time from the door to the store, and nothing else
     * @param executor where batches are folded: never an event loop
     */
    public ShardApplier(
            ShardStore store,
            KindCatalog kinds,
            String owner,
            ApplyLimits limits,
            DeadLetters deadLetters,
            ApplyListener listener,
            InstantSource clock,
            Executor executor) {
        throw new UnsupportedOperationException();
    }

    /** Takes the shard and says where to read on. */
    public CompletionStage<ShardStart> open(LogBounds bounds) {
        throw new UnsupportedOperationException();
    }

    /** Applies records, in the order of the log. One call at a time. */
    public CompletionStage<ShardStep> apply(List<LogRecord> records) {
        throw new UnsupportedOperationException();
    }

    /** Keeps the shard while there is nothing to apply. */
    public CompletionStage<ShardStep> renew() {
        throw new UnsupportedOperationException();
    }
}

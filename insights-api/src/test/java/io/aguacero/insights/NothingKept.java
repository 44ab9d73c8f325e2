package io.aguacero.insights;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.ShardRebuild;
import io.aguacero.aggregation.checkpoint.CheckpointListener;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import io.aguacero.aggregation.checkpoint.ShardRestore;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.kinds.KindCatalog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Keeps no checkpoint: a shard that the store doesn't have begins at the beginning of its log. */
public final class NothingKept implements Checkpoints, CheckpointListener {
    private static final Executor WAITING = Executors.newVirtualThreadPerTaskExecutor();

    private NothingKept() {}

    /** Fills a shard from its log alone. */
    public static ShardRebuild rebuild(ShardStore store, KindCatalog kinds, String owner) {
        NothingKept nothing = new NothingKept();
        return new ShardRestore(store, nothing, kinds, owner, ApplyLimits.DEFAULT, nothing, WAITING);
    }

    @Override
    public CompletionStage<Boolean> write(int shard, byte[] checkpoint) {
        return CompletableFuture.completedStage(false);
    }

    @Override
    public CompletionStage<NewestCheckpoint> newest(int shard) {
        return CompletableFuture.completedStage(new NewestCheckpoint.None());
    }

    @Override
    public void taken(Outcome outcome) {}

    @Override
    public void restored(Source source) {}
}

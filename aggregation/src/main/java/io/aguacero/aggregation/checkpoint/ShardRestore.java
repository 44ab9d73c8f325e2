package io.aguacero.aggregation.checkpoint;

import io.aguacero.aggregation.ApplyLimits;
import io.aguacero.aggregation.HaltCode;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.ShardRebuild;
import io.aguacero.aggregation.checkpoint.CheckpointListener.Source;
import io.aguacero.aggregation.fold.IdBuckets;
import io.aguacero.aggregation.store.ShardStore;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Fills a lost shard from its newest checkpoint, or, where there is none that can be read, gives it a position at the
 * beginning of its log. What an earlier try has left is dropped first. Waits, so its executor must be one of threads that
 * may wait.
 */
public final class ShardRestore implements ShardRebuild {
    private static final System.Logger LOG = System.getLogger(ShardRestore.class.getName());

    private final ShardStore store;
    private final Checkpoints checkpoints;
    private final Map<String, Duration> reach = new HashMap<>();
    private final String owner;
    private final ApplyLimits limits;
    private final CheckpointListener listener;
    private final Executor executor;

    /**
     * @param kinds those in force: their ids are to be remembered
     * @param owner who fills it
     * @param limits lease and deadline of each call
     */
    public ShardRestore(
            ShardStore store,
            Checkpoints checkpoints,
            KindCatalog kinds,
            String owner,
            ApplyLimits limits,
            CheckpointListener listener,
            Executor executor) {
        this.store = store;
        this.checkpoints = checkpoints;
        this.owner = owner;
        this.limits = limits;
        this.listener = listener;
        this.executor = executor;
        for (EventKind kind : kinds.kinds()) {
            reach.put(kind.name(), new IdBuckets(kind.ids()).reach());
        }
    }

    @Override
    public CompletionStage<Rebuilt> rebuild(LogBounds bounds) {
        return checkpoints.newest(store.shard()).thenApplyAsync(found -> rebuild(found, bounds), executor);
    }

    private Rebuilt rebuild(NewestCheckpoint found, LogBounds bounds) {
        return switch (found) {
            case NewestCheckpoint.Down(String reason) -> new Rebuilt.Down("the newest checkpoint: " + reason);
            case NewestCheckpoint.None none -> {
                LOG.log(
                        System.Logger.Level.INFO,
                        "shard {0}: restoring from the log, as there is no checkpoint",
                        store.shard());
                yield beginning(bounds);
            }
            case NewestCheckpoint.Found bytes -> {
                try (CheckpointDecoder decoder = new CheckpointDecoder(bytes.open())) {
                    yield checkpoint(decoder, bounds);
                } catch (IOException e) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "shard {0}: its checkpoint can''t be read, so its log is, from the beginning: {1}",
                            store.shard(),
                            e.getMessage());
                    yield beginning(bounds);
                }
            }
        };
    }

    private Rebuilt beginning(LogBounds bounds) {
        try {
            return fill(null, RestoredPosition.beginning(bounds), Source.LOG);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing was read", e);
        }
    }

    private Rebuilt checkpoint(CheckpointDecoder decoder, LogBounds bounds) throws IOException {
        CheckpointHeader header = decoder.header();
        if (!header.shard().equals(store.prefix())) {
            throw new IOException("it is of " + header.shard());
        }
        if (header.mark().offset() > bounds.end()) {
            return new Rebuilt.Halted(
                    HaltCode.LOG_CUT,
                    "the checkpoint was taken at " + header.mark().offset() + ", the log ends at " + bounds.end());
        }
        RestoredPosition restored = RestoredPosition.of(header, bounds, reach);
        LOG.log(
                System.Logger.Level.INFO,
                "shard {0}: restoring from the checkpoint of {1}: {2}",
                store.shard(),
                header.takenAt(),
                restored);
        return fill(decoder, restored.fields(), Source.CHECKPOINT);
    }

    private Rebuilt fill(@Nullable CheckpointDecoder decoder, Map<String, String> position, Source source)
            throws IOException {
        RestoreSteps steps = new RestoreSteps(store, owner, limits);
        Rebuilt stop = steps.begin();
        if (stop == null) {
            stop = steps.dropLeftovers();
        }
        if (stop == null && decoder != null) {
            stop = steps.write(decoder);
        }
        if (stop == null) {
            stop = steps.end(position);
        }
        if (stop == null) {
            listener.restored(source);
            return new Rebuilt.Ready();
        }
        return stop;
    }
}

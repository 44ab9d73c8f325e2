package io.aguacero.aggregation;

import io.aguacero.aggregation.checkpoint.CheckpointListener;
import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Checkpoints in memory, and what was heard of them. The real keepers are tested with their brokers. */
final class KeptCheckpoints implements Checkpoints, CheckpointListener {
    final Map<Integer, byte[]> newest = new HashMap<>();
    /** Where shards were filled from once there was a checkpoint. */
    final List<String> restores = new ArrayList<>();
    /** What became of those that were due. */
    final List<Outcome> outcomes = new ArrayList<>();

    boolean down;
    /** How often the newest was asked for. */
    int asked;

    void clear() {
        newest.clear();
        restores.clear();
        outcomes.clear();
        down = false;
    }

    @Override
    public CompletionStage<Boolean> write(int shard, byte[] checkpoint) {
        if (!down) {
            newest.put(shard, checkpoint);
        }
        return CompletableFuture.completedStage(!down);
    }

    @Override
    public CompletionStage<NewestCheckpoint> newest(int shard) {
        asked++;
        byte[] found = newest.get(shard);
        return CompletableFuture.completedStage(
                down
                        ? new NewestCheckpoint.Down("told so")
                        : found == null ? new NewestCheckpoint.None() : new NewestCheckpoint.Found(found));
    }

    @Override
    public void taken(Outcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public void restored(Source source) {
        if (!newest.isEmpty()) {
            restores.add(source.label());
        }
    }
}

package io.aguacero.aggregation.checkpoint;

import java.util.concurrent.CompletionStage;

/** Where the checkpoints of a path's shards are kept. Only the newest of each shard matters. Safe for any thread. */
public interface Checkpoints {
    /**
     * Keeps a checkpoint as the shard's newest. The stage never completes exceptionally and always completes within the
     * keeper's own deadline: with true once the broker has confirmed, with false when it isn't known to have it.
     *
     * @param shard from 0
     * @param checkpoint as {@link CheckpointEncoder} made it
     */
    CompletionStage<Boolean> write(int shard, byte[] checkpoint);

    /** Finds the newest checkpoint. The stage never completes exceptionally, and within the keeper's own deadline. */
    CompletionStage<NewestCheckpoint> newest(int shard);
}

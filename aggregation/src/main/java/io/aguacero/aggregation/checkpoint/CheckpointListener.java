package io.aguacero.aggregation.checkpoint;

import java.util.Locale;

/** Hears of checkpoints and restores, for metrics; must neither block nor throw. */
public interface CheckpointListener {
    /** A checkpoint was due. */
    void taken(Outcome outcome);

    /** A shard that the store had lost was given a position again. */
    void restored(Source source);

    /** What became of a checkpoint that was due. */
    enum Outcome {
        /** The broker has it. */
        WRITTEN,
        /** It is larger than allowed, and thrown away. */
        TOO_LARGE,
        /** The store or the broker didn't answer, or somebody else applied meanwhile. */
        FAILED;

        /** As a label of a metric. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a shard was filled from. */
    enum Source {
        /** The newest checkpoint. */
        CHECKPOINT,
        /** Nothing: its log is read from its first record. */
        LOG;

        /** As a label of a metric. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package io.aguacero.aggregation;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

/** Fills a shard that the store doesn't have, from wherever its history is kept. */
public interface ShardRebuild {
    /**
     * Gives the shard a position from which its log is read on. The stage never completes exceptionally.
     *
     * @param bounds of the log as they are now
     */
    CompletionStage<Rebuilt> rebuild(LogBounds bounds);

    /** What came of it. */
    sealed interface Rebuilt {
        /** The shard has a position, by this call or by somebody else: open it. */
        record Ready() implements Rebuilt {}

        /** Another consumer is filling it until then, by the store's clock, unless it renews. */
        record Busy(Instant until) implements Rebuilt {}

        /** Store or broker didn't answer; try again. */
        record Down(String reason) implements Rebuilt {}

        /** Log and checkpoint don't fit together: a person has to look. */
        record Halted(HaltCode code, String reason) implements Rebuilt {}
    }
}

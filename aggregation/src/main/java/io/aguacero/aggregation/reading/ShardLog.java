package io.aguacero.aggregation.reading;

import io.aguacero.aggregation.LogBounds;
import java.util.concurrent.CompletionStage;

/** One shard's log on its broker, as a reader needs it. Its stages fail while the broker or the log isn't there. */
public interface ShardLog {
    /** What the log holds now. */
    CompletionStage<LogBounds> bounds();

    /**
     * Delivers into the feed, in order, the records from an offset on, and no record that an earlier call asked for; an
     * earlier feed gets nothing more that matters. The stage completes once the log has taken the order. When delivery
     * can't go on, the feed is closed.
     *
     * @param offset of the first record wanted; where the log has a hole there, the next record is the first
     */
    CompletionStage<Void> readFrom(long offset, RecordFeed feed);

    /** Ends all delivery. Never blocks and never fails; {@link #readFrom} may follow. */
    void pause();
}

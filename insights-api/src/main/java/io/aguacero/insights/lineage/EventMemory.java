package io.aguacero.insights.lineage;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.Answer;
import io.aguacero.insights.EventQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the store knows of one event. */
public interface EventMemory {
    /**
     * What each shard of a path knows, each at one moment. Never completes exceptionally.
     *
     * @param buckets starts of the slices of event time in which the event's id may be remembered
     */
    CompletionStage<Answer<List<OnShard>>> of(DeliveryPath path, EventQuery query, List<Long> buckets);

    /**
     * A shard's knowledge.
     *
     * @param next offset that is applied next; 0 when nothing has been
     * @param logTimeMicros the kind's log time, microseconds since 1970-01-01T00:00:00Z; 0 when none
     * @param counted whether the event's id is remembered
     */
    record OnShard(long next, long logTimeMicros, boolean counted) {}
}

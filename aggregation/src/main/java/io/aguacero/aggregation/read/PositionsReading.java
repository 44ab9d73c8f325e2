package io.aguacero.aggregation.read;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What came of asking where the shards stand. */
public sealed interface PositionsReading {
    /** Where each shard stands that a consumer has ever opened, by shard. */
    record Positions(boolean complete, List<ShardPosition> shards) implements PositionsReading {}

    /** The store didn't answer. */
    record StoreDown(String reason) implements PositionsReading {}

    /**
     * Where a shard stands in its log.
     *
     * @param shard from 0
     * @param next the next offset to apply
     * @param logTimes the greatest acceptance time applied of each kind that had events, by name
     * @param owner who applied last
     * @param complete whether the shard has counted all that there ever was in its log up to when it was first read
     */
    record ShardPosition(int shard, long next, Map<String, Instant> logTimes, String owner, boolean complete) {}
}

package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a shard of the store says that it made of its log, up to exactly one place in it.
 *
 * @param next the place: the next offset to apply
 * @param logTimeMicros log time of each kind that has one
 * @param hours the hours that were asked for; one that the store doesn't have is empty
 * @param totals events of the grand total of each kind in force
 */
public record StoredCounts(
        long next,
        Map<String, Long> logTimeMicros,
        Map<HourKey, Map<Integer, Counts>> hours,
        Map<String, Long> totals) {
    /** What became of the events of a minute. */
    public record Counts(EventSum counted, EventSum duplicate, EventSum deadLettered) {
        /** Nothing. */
        public static final Counts NONE = new Counts(EventSum.ZERO, EventSum.ZERO, EventSum.ZERO);

        EventSum all() {
            return counted.plus(duplicate).plus(deadLettered);
        }

        Counts plus(Counts other) {
            return new Counts(
                    counted.plus(other.counted),
                    duplicate.plus(other.duplicate),
                    deadLettered.plus(other.deadLettered));
        }
    }

    /** Reads the store. */
    public interface Source {
        /**
         * A shard's counts, at one moment.
         *
         * @param hours those wanted
         * @return null when no consumer has ever opened the shard; fails when the store doesn't answer
         */
        CompletionStage<@Nullable StoredCounts> read(DeliveryPath path, int shard, List<HourKey> hours);
    }
}

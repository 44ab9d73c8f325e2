package io.aguacero.aggregation;

import java.util.List;
import java.util.function.Supplier;

/** Follows events from their record to the store. Safe for any thread; must neither block nor throw. */
@FunctionalInterface
public interface ApplyFollower {
    /** Follows none. */
    ApplyFollower NONE = (shard, records) -> Following.NONE;

    /** Records, at least one, are about to be applied by one call of the store. */
    Following begin(int shard, List<LogRecord> records);

    /** Hears what came of it. */
    @FunctionalInterface
    interface Following {
        /** None of the events is followed. */
        Following NONE = (step, fates) -> {};

        /**
         * The call, or what was to be done before it, has ended.
         *
         * @param fates of all events, in the order of the log; to be asked for only when the records are applied
         */
        void ended(ShardStep step, Supplier<List<Fate>> fates);
    }

    /** What became of an event whose record is applied. */
    enum Fate {
        /** It was new, and is counted. */
        COUNTED,
        /** It had been counted before. */
        DUPLICATE,
        /** It is among the dead letters. */
        DEAD_LETTERED
    }
}

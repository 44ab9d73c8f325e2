package io.aguacero.insights.reconciliation;

import io.aguacero.insights.reconciliation.StoredCounts.Counts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A minute of a kind on one path, over all shards.
 *
 * @param known whether all of its events that the log holds are among those found
 * @param settled whether all that were found are compared with the store
 * @param stored in the log, as far as the store has come
 * @param counts what the store made of them
 * @param inFlight found, and the store isn't there yet
 * @param residual by shard, where it isn't zero: in the log and not in the store, or the other way round when negative
 */
public record PathMinute(
        boolean known,
        boolean settled,
        EventSum stored,
        Counts counts,
        long inFlight,
        Map<Integer, EventSum> residual) {

    /**
     * The minute in a reading of all of a path's, or one without events: then nothing is missed, unless a scan began after
     * events of it may have been stored.
     */
    static PathMinute in(Map<MinuteKey, PathMinute> view, MinuteKey key, List<ShardScan> scans) {
        PathMinute found = view.get(key);
        if (found != null) {
            return found;
        }
        boolean known = scans.stream().allMatch(scan -> scan.knows(key));
        return new PathMinute(known, true, EventSum.ZERO, Counts.NONE, 0, Map.of());
    }

    /** Counted or given up: each event of the log once. */
    EventSum unique() {
        return counts.counted().plus(counts.deadLettered());
    }

    long residualEvents() {
        return residual.values().stream().mapToLong(EventSum::magnitude).sum();
    }

    /** All minutes of a path. */
    static TreeMap<MinuteKey, PathMinute> of(List<ShardScan> scans) {
        TreeMap<MinuteKey, Merge> merges = new TreeMap<>();
        for (int shard = 0; shard < scans.size(); shard++) {
            int number = shard;
            scans.get(shard)
                    .each((key, minute) ->
                            merges.computeIfAbsent(key, absent -> new Merge()).add(number, minute));
        }
        TreeMap<MinuteKey, PathMinute> minutes = new TreeMap<>();
        merges.forEach((key, merge) -> minutes.put(key, merge.done(key, scans)));
        return minutes;
    }

    private static final class Merge {
        private final List<Integer> shards = new ArrayList<>();
        private final Map<Integer, EventSum> residual = new HashMap<>();
        private boolean known = true;
        private boolean settled = true;
        private EventSum stored = EventSum.ZERO;
        private Counts counts = Counts.NONE;
        private long inFlight;

        void add(int shard, Minute minute) {
            shards.add(shard);
            known &= minute.known();
            settled &= minute.settled();
            stored = stored.plus(minute.stored());
            counts = counts.plus(minute.counts());
            inFlight += minute.inFlight();
            if (!minute.residual().isZero()) {
                residual.put(shard, minute.residual());
            }
        }

        PathMinute done(MinuteKey key, List<ShardScan> scans) {
            for (int shard = 0; known && shard < scans.size(); shard++) {
                known = shards.contains(shard) || scans.get(shard).knows(key);
            }
            return new PathMinute(known, settled, stored, counts, inFlight, Map.copyOf(residual));
        }
    }
}

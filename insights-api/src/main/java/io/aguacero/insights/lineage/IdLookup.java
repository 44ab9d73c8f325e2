package io.aguacero.insights.lineage;

import io.aguacero.aggregation.fold.IdBuckets;
import io.aguacero.insights.EventQuery;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** In which slices of event time the store may remember the event, by the rules that consumers look it up by. */
final class IdLookup {
    private final IdBuckets buckets;
    private final boolean timeRequired;
    private final SortedSet<Long> starts = new TreeSet<>();

    /** By the question, and by every place at which the event was found. */
    IdLookup(EventQuery query, Collection<LogPlace> places) {
        buckets = new IdBuckets(query.kind().ids());
        timeRequired = query.kind().timeRequired();
        if (places.isEmpty()) {
            query.time().ifPresent(time -> add(time, !timeRequired));
            query.accepted().ifPresent(time -> {
                if (!timeRequired) {
                    add(time, true);
                }
            });
        }
        places.forEach(place -> add(place.timeMicros(), isStamped(place)));
    }

    private boolean isStamped(LogPlace place) {
        return place.stamped() && !timeRequired;
    }

    private void add(long time, boolean stamped) {
        starts.addAll(
                stamped
                        ? buckets.starts(buckets.firstLookup(time), buckets.lastLookup(time))
                        : List.of(buckets.home(time)));
    }

    List<Long> starts() {
        return List.copyOf(starts);
    }

    /** Whether log time has dropped a slice in which a consumer may have found this one. */
    boolean isForgotten(LogPlace place, long logTimeMicros) {
        long first = isStamped(place) ? buckets.firstLookup(place.timeMicros()) : buckets.home(place.timeMicros());
        return buckets.dropped(first, logTimeMicros);
    }
}

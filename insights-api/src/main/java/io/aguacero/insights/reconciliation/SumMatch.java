package io.aguacero.insights.reconciliation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds events by their sum: one or two of many, or all of few. */
final class SumMatch {
    private SumMatch() {}

    /** Those candidates whose sum this is; empty when that can't be told. */
    static List<Sighting> find(EventSum sum, Collection<Sighting> candidates) {
        if (sum.n() == 1) {
            List<Sighting> one =
                    candidates.stream().filter(each -> each.sum().equals(sum)).toList();
            return one.size() == 1 ? one : List.of();
        }
        EventSum all = candidates.stream().map(Sighting::sum).reduce(EventSum.ZERO, EventSum::plus);
        if (all.equals(sum)) {
            return List.copyOf(candidates);
        }
        return sum.n() == 2 ? pair(sum, candidates) : List.of();
    }

    private static List<Sighting> pair(EventSum sum, Collection<Sighting> candidates) {
        Map<EventSum, Sighting> seen = new HashMap<>();
        List<Sighting> pair = new ArrayList<>();
        for (Sighting each : candidates) {
            Sighting other = seen.get(sum.minus(each.sum()));
            if (other != null) {
                pair.add(other);
                pair.add(each);
                return pair;
            }
            seen.put(each.sum(), each);
        }
        return pair;
    }
}

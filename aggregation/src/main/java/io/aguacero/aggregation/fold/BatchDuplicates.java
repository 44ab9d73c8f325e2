package io.aguacero.aggregation.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds duplicates within a batch by the rule that the store follows across batches: the first one counts. */
public final class BatchDuplicates {
    private final Map<EventId, CountedEvent> first;
    /** Where events of an id that came more than once are remembered, the first one's bucket too. */
    private final Map<EventId, List<Long>> homes = new HashMap<>();

    /** None yet, of about that many events. */
    public BatchDuplicates(int events) {
        first = HashMap.newHashMap(events);
    }

    /** Notes an event, and says whether one before it in the batch makes it a duplicate. */
    public boolean duplicate(CountedEvent event) {
        CountedEvent before = first.putIfAbsent(event.id(), event);
        if (before == null) {
            return false;
        }
        List<Long> seen = homes.computeIfAbsent(
                event.id(), absent -> new ArrayList<>(before.remembered() ? List.of(before.home()) : List.of()));
        boolean duplicate = false;
        for (long home : seen) {
            duplicate |= home >= event.firstLookup() && home <= event.lastLookup();
        }
        if (event.remembered() && !seen.contains(event.home())) {
            seen.add(event.home());
        }
        return duplicate;
    }
}

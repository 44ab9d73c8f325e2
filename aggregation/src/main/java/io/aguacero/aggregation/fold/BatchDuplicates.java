package io.aguacero.aggregation.fold;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds duplicates within a batch by the rule that the store follows across batches: the first one counts. */
public final class BatchDuplicates {
    private final Map<EventId, List<Long>> homes = new HashMap<>();

    /** Notes an event, and says whether one before it in the batch makes it a duplicate. */
    public boolean duplicate(CountedEvent event) {
        List<Long> seen = homes.computeIfAbsent(event.id(), absent -> new ArrayList<>(1));
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

package io.aguacero.aggregation.fold;

import io.aguacero.aggregation.fold.TableFold.WindowKey;
import io.aguacero.contracts.kinds.WindowSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a batch adds to the groupings of one kind. Windows are looked up once an event, whatever the number of groupings. */
final class KindFold {
    private static final int NONE = -1;

    private final List<WindowSpec> specs;
    private final long[] lastStart;
    private final int[] lastPlace;
    private final int[] found;
    private final Map<WindowKey, Integer> places = new HashMap<>();
    private final List<GroupingFold> groupings;

    KindFold(KindPlan plan) {
        specs = plan.windows();
        lastStart = new long[specs.size()];
        lastPlace = new int[specs.size()];
        Arrays.fill(lastPlace, NONE);
        found = new int[specs.size()];
        groupings = plan.newFolds();
    }

    void add(CountedEvent event) {
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            int place = place(event, i);
            if (place != NONE) {
                found[count++] = place;
            }
        }
        for (int i = 0; i < groupings.size(); i++) {
            groupings.get(i).add(event, event.groups().get(i), found, count);
        }
    }

    /** The place of the event's window of a size; none when log time has dropped it. */
    private int place(CountedEvent event, int spec) {
        WindowSpec window = specs.get(spec);
        long size = window.size().toSeconds();
        long start = Math.floorDiv(event.timeMicros(), size * 1_000_000L) * size;
        long dropAtMillis = (start + size) * 1_000L + window.keep().toMillis();
        if (dropAtMillis * 1_000L <= event.logTimeMicros()) {
            return NONE;
        }
        if (lastPlace[spec] == NONE || lastStart[spec] != start) {
            lastStart[spec] = start;
            lastPlace[spec] = places.computeIfAbsent(new WindowKey(window.label(), start, dropAtMillis), this::open);
        }
        return lastPlace[spec];
    }

    private int open(WindowKey window) {
        groupings.forEach(grouping -> grouping.open(window));
        return places.size();
    }

    List<GroupingFold> groupings() {
        return groupings;
    }
}

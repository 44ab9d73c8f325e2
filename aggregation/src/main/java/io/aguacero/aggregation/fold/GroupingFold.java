package io.aguacero.aggregation.fold;

import io.aguacero.aggregation.fold.KindPlan.GroupingPlan;
import io.aguacero.aggregation.fold.TableFold.WindowKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a batch adds to one grouping of a kind. */
public final class GroupingFold {
    private final KindPlan kind;
    private final GroupingPlan plan;
    private final Map<String, Integer> groups = new LinkedHashMap<>();
    private final TableFold totals = new TableFold(null);
    private final List<TableFold> windows = new ArrayList<>();

    GroupingFold(KindPlan kind, GroupingPlan plan) {
        this.kind = kind;
        this.plan = plan;
    }

    /** One more window, whose place is the number of those before it. */
    void open(WindowKey window) {
        windows.add(new TableFold(window));
    }

    /**
     * Adds an event.
     *
     * @param windowPlaces the windows that it is in, by their places
     * @param count how many of those there are
     */
    void add(CountedEvent event, String group, int[] windowPlaces, int count) {
        Integer known = groups.get(group);
        int place = known == null ? groups.size() : known;
        if (known == null) {
            groups.put(group, place);
        }
        int[] values = plan.valuePlaces();
        totals.cell(place, values.length).add(event, values);
        for (int i = 0; i < count; i++) {
            windows.get(windowPlaces[i]).cell(place, values.length).add(event, values);
        }
    }

    /** Name of the kind. */
    public String kind() {
        return kind.name();
    }

    /** The grouping. */
    public GroupingPlan plan() {
        return plan;
    }

    /** The groups in the order of the log, so that the first ones are kept where there is no room for all. */
    public Set<String> groups() {
        return groups.keySet();
    }

    /** What is added to the totals: one cell for each group, in their order. */
    public TableFold totals() {
        return totals;
    }

    /** What is added to each window. */
    public List<TableFold> windows() {
        return windows;
    }
}

package io.aguacero.aggregation.fold;

import io.aguacero.aggregation.fold.KindPlan.GroupingPlan;
import io.aguacero.aggregation.fold.TableFold.WindowKey;
import java.util.Collection;
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
    private final Map<WindowKey, TableFold> windows = new LinkedHashMap<>();

    GroupingFold(KindPlan kind, GroupingPlan plan) {
        this.kind = kind;
        this.plan = plan;
    }

    void add(CountedEvent event, String group, List<WindowKey> eventWindows) {
        int place = groups.computeIfAbsent(group, absent -> groups.size());
        add(totals, place, event);
        for (WindowKey window : eventWindows) {
            add(windows.computeIfAbsent(window, TableFold::new), place, event);
        }
    }

    private void add(TableFold table, int place, CountedEvent event) {
        table.cells()
                .computeIfAbsent(place, absent -> new Cell(plan.valuePlaces().length))
                .add(event, plan.valuePlaces());
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
    public Collection<TableFold> windows() {
        return windows.values();
    }
}

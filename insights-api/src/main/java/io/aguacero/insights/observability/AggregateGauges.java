package io.aguacero.insights.observability;

import io.aguacero.aggregation.read.Group;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.aggregation.read.ValueTotals;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.insights.Insights;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Shows one reading of all totals to Prometheus:
 *
 * <ul>
 *   <li>{@code aguacero_aggregate_events{path,kind,by,group}}: events counted;
 *   <li>{@code aguacero_aggregate_value{path,kind,by,group,value,stat}}, stat being count, sum, avg, min, max or last;
 *   <li>{@code aguacero_aggregate_complete{path,kind}}: 1 when the path has counted all that its log ever held, else 0;
 *   <li>{@code aguacero_aggregate_groups_omitted{path,kind,by}}: groups left out to keep the number of series bounded.
 * </ul>
 *
 * <p>{@code by} is a declared grouping, its fields comma separated and empty for the grand total; {@code group} is the
 * group's key in the same form, with a comma or backslash inside a key escaped by a backslash. Nothing but declared
 * groupings becomes a label, and of each only so many groups. Gauges are floating point, as Prometheus has nothing else:
 * exact numbers are what the API is for. Windows aren't exported; Prometheus has its own.
 */
public final class AggregateGauges {
    private final MultiGauge events;
    private final MultiGauge values;
    private final MultiGauge complete;
    private final MultiGauge omitted;
    private final int groupsMax;

    /**
     * @param registry where the gauges are registered
     * @param groupsMax most groups shown of one grouping of one kind and path
     */
    public AggregateGauges(MeterRegistry registry, int groupsMax) {
        this.events = MultiGauge.builder("aguacero.aggregate.events")
                .description("Events counted")
                .register(registry);
        this.values = MultiGauge.builder("aguacero.aggregate.value")
                .description("Statistics of a value over the events that carried it")
                .register(registry);
        this.complete = MultiGauge.builder("aguacero.aggregate.complete")
                .description("Whether all that the path's log ever held is counted")
                .register(registry);
        this.omitted = MultiGauge.builder("aguacero.aggregate.groups.omitted")
                .description("Groups left out to keep the number of series bounded")
                .register(registry);
        this.groupsMax = groupsMax;
    }

    /** Shows this reading, and nothing of those before. An empty one leaves no gauge, which Prometheus shows as a gap. */
    public void show(List<Insights.Totals> reading) {
        Rows rows = new Rows();
        reading.forEach(totals -> totals.paths().forEach((path, counted) -> add(rows, totals, path, counted)));
        events.register(rows.events, true);
        values.register(rows.values, true);
        complete.register(rows.complete, true);
        omitted.register(rows.omitted, true);
    }

    private static final class Rows {
        final List<Row<?>> events = new ArrayList<>();
        final List<Row<?>> values = new ArrayList<>();
        final List<Row<?>> complete = new ArrayList<>();
        final List<Row<?>> omitted = new ArrayList<>();
    }

    private void add(Rows rows, Insights.Totals totals, DeliveryPath path, TotalsReading.Totals counted) {
        Tags ofKind =
                Tags.of("path", path.label(), "kind", totals.query().kind().name());
        String by = totals.query().grouping().map(GroupSpec::label).orElse("");
        if (by.isEmpty()) {
            rows.complete.add(Row.of(ofKind, counted.complete() ? 1 : 0));
        }
        Tags ofGrouping = ofKind.and("by", by);
        for (Group group : counted.groups().stream().limit(groupsMax).toList()) {
            Tags ofGroup = ofGrouping.and("group", label(group));
            rows.events.add(Row.of(ofGroup, group.count()));
            group.values().forEach((name, value) -> add(rows, ofGroup.and("value", name), value));
        }
        rows.omitted.add(Row.of(ofGrouping, Math.max(0, counted.groups().size() - groupsMax)));
    }

    private static void add(Rows rows, Tags ofValue, ValueTotals value) {
        rows.values.add(Row.of(ofValue.and("stat", "count"), value.count()));
        rows.values.add(Row.of(ofValue.and("stat", "sum"), value.sum()));
        rows.values.add(Row.of(ofValue.and("stat", "avg"), value.avg()));
        rows.values.add(Row.of(ofValue.and("stat", "min"), value.min()));
        rows.values.add(Row.of(ofValue.and("stat", "max"), value.max()));
        rows.values.add(Row.of(ofValue.and("stat", "last"), value.last()));
    }

    private static String label(Group group) {
        return group.key().stream()
                .map(field -> field.asText().replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
    }
}

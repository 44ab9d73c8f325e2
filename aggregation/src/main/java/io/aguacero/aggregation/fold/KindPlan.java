package io.aguacero.aggregation.fold;

import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.ValueSpec;
import io.aguacero.contracts.kinds.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind as the fold needs it: the grand total is one more grouping, values have places instead of names. Not safe for
 * threads.
 */
public final class KindPlan {
    /** Stands in keys in place of a grouping's label for the grand total. */
    public static final String GRAND_TOTAL = "*";

    /** How long sums are kept at least, however short a kind's horizon is. */
    private static final Duration SUMS_KEPT = Duration.ofHours(2);

    private static final long MINUTE_MICROS = 60_000_000L;

    private final EventKind kind;
    private final long sumsKeepMillis;
    private final IdBuckets buckets;
    private final List<GroupingPlan> groupings;
    private final @Nullable PlainPayloads plain;

    KindPlan(EventKind kind) {
        this.kind = kind;
        this.buckets = new IdBuckets(kind.ids());
        Duration horizon = kind.ids().horizon();
        this.sumsKeepMillis = (horizon.compareTo(SUMS_KEPT) > 0 ? horizon : SUMS_KEPT)
                .plus(IdBuckets.MARGIN)
                .toMillis();
        List<String> names =
                kind.aggregate().values().stream().map(ValueSpec::name).toList();
        List<GroupingPlan> plans = new ArrayList<>();
        plans.add(new GroupingPlan(GRAND_TOTAL, List.of(), 0, names, places(names, names)));
        for (GroupSpec group : kind.aggregate().groups()) {
            plans.add(new GroupingPlan(
                    group.label(), group.by(), group.groupsMax(), group.of(), places(group.of(), names)));
        }
        this.groupings = List.copyOf(plans);
        this.plain = PlainPayloads.of(kind, groupings).orElse(null);
    }

    private static int[] places(List<String> of, List<String> names) {
        return of.stream().mapToInt(names::indexOf).toArray();
    }

    /** The kind's name. */
    public String name() {
        return kind.name();
    }

    EventKind kind() {
        return kind;
    }

    IdBuckets buckets() {
        return buckets;
    }

    List<GroupingPlan> groupings() {
        return groupings;
    }

    /** Reads its payloads without a tree; null when they always need one. */
    @Nullable
    PlainPayloads plain() {
        return plain;
    }

    List<GroupingFold> newFolds() {
        return groupings.stream().map(plan -> new GroupingFold(this, plan)).toList();
    }

    /** The minute in whose sums an event of a usable time counts. */
    SumPlace sumPlace(long timeMicros) {
        long minute = Math.floorDiv(timeMicros, MINUTE_MICROS);
        long hour = Math.floorDiv(minute, 60) * 3_600;
        return new SumPlace(name(), hour, (int) Math.floorMod(minute, 60L), (hour + 3_600) * 1_000 + sumsKeepMillis);
    }

    List<WindowSpec> windows() {
        return kind.aggregate().windows();
    }

    /**
     * One grouping.
     *
     * @param label as it stands in keys
     * @param by fields of the payload; none for the grand total
     * @param groupsMax most groups kept on a shard; 0 when there is no bound
     * @param valueNames its values
     * @param valuePlaces where each stands among the kind's values
     */
    public record GroupingPlan(
            String label, List<String> by, int groupsMax, List<String> valueNames, int[] valuePlaces) {}
}

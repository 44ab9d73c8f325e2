package io.aguacero.aggregation.read;

import io.aguacero.aggregation.fold.KindPlan;
import io.aguacero.aggregation.read.PositionsReading.ShardPosition;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.ValueSpec;
import io.aguacero.contracts.kinds.WindowSpec;
import io.vertx.redis.client.Redis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads aggregates, merged over all shards of a path. A reading isn't one moment: each shard is as it was when it was
 * read. The stages never complete exceptionally for what a store may do; they complete on the client's threads. Safe for
 * any thread.
 *
 * <p>A path is {@code complete} when every shard has counted all that there ever was in its log up to when a consumer
 * first read it. A shard that no consumer has ever opened isn't: nothing is known of its log, though it may be empty.
 */
public final class AggregateReader {
    /** Most windows of a page. */
    public static final int WINDOWS_MAX = 1_000;

    private final Redis redis;
    private final int shards;
    private final Duration deadline;

    /**
     * @param redis the client; how it connects is its own matter
     * @param shards how many the installation has
     * @param deadline how long a whole reading may take
     */
    public AggregateReader(Redis redis, Shards shards, Duration deadline) {
        this.redis = redis;
        this.shards = shards.count();
        this.deadline = deadline;
    }

    /**
     * Totals of a grouping.
     *
     * @param grouping one that the kind declares; null for the grand total
     */
    public CompletionStage<TotalsReading> totals(DeliveryPath path, EventKind kind, @Nullable GroupSpec grouping) {
        PathReader reader = reader(path);
        String label = label(grouping);
        List<String> keys = reader.keys().stream()
                .map(shard -> shard.totals(kind.name(), label))
                .toList();
        return inTime(
                reader.positions()
                        .thenCompose(positions -> reader.tables(keys).thenApply(tables -> {
                            GroupMerge merge = new GroupMerge(values(kind, grouping));
                            tables.forEach(merge::add);
                            List<Group> groups = merge.groups();
                            boolean nothing = grouping == null && groups.isEmpty();
                            return new TotalsReading.Totals(
                                    complete(positions), nothing ? List.of(new Group(List.of(), 0, Map.of())) : groups);
                        })),
                TotalsReading.StoreDown::new);
    }

    /**
     * Windows of a grouping whose start is in [from, to).
     *
     * @param size one that the kind declares
     * @param grouping one that the kind declares; null for the grand total
     * @param limit most windows of the page, 1 to {@value #WINDOWS_MAX}; a page may be cut shorter where groups are many
     */
    public CompletionStage<WindowsReading> windows(
            DeliveryPath path,
            EventKind kind,
            WindowSpec size,
            @Nullable GroupSpec grouping,
            Instant from,
            Instant to,
            int limit) {
        if (limit < 1 || limit > WINDOWS_MAX) {
            throw new IllegalArgumentException("a page holds 1 to " + WINDOWS_MAX + " windows, not " + limit);
        }
        WindowRange range = WindowRange.of(size, from, to);
        WindowPages pages = new WindowPages(reader(path), kind.name(), size, label(grouping), values(kind, grouping));
        return inTime(
                reader(path).positions().thenCompose(positions -> {
                    long oldest = range.oldestKept(kind.name(), positions);
                    return oldest > range.first()
                            ? CompletableFuture.completedStage(
                                    new WindowsReading.Expired(Instant.ofEpochSecond(oldest)))
                            : pages.read(complete(positions), range, limit);
                }),
                WindowsReading.StoreDown::new);
    }

    /** Where the shards of a path stand in their logs. */
    public CompletionStage<PositionsReading> positions(DeliveryPath path) {
        return inTime(
                reader(path)
                        .positions()
                        .thenApply(positions -> new PositionsReading.Positions(
                                complete(positions),
                                positions.stream().filter(Objects::nonNull).toList())),
                PositionsReading.StoreDown::new);
    }

    private PathReader reader(DeliveryPath path) {
        return new PathReader(redis, path, shards);
    }

    private static boolean complete(List<@Nullable ShardPosition> positions) {
        return positions.stream().allMatch(position -> position != null && position.complete());
    }

    private static String label(@Nullable GroupSpec grouping) {
        return grouping == null ? KindPlan.GRAND_TOTAL : grouping.label();
    }

    private static List<ValueSpec> values(EventKind kind, @Nullable GroupSpec grouping) {
        List<ValueSpec> all = kind.aggregate().values();
        if (grouping == null) {
            return all;
        }
        Map<String, ValueSpec> byName = all.stream().collect(Collectors.toMap(ValueSpec::name, Function.identity()));
        return grouping.of().stream().map(byName::get).toList();
    }

    private <R> CompletionStage<R> inTime(CompletionStage<? extends R> reading, Function<String, ? extends R> down) {
        return reading.<R>thenApply(Function.identity())
                .toCompletableFuture()
                .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(failure -> down.apply(describe(failure)));
    }

    private static String describe(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException ? "no answer in time" : String.valueOf(cause.getMessage());
    }
}

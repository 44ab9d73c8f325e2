package io.aguacero.aggregation.read;

import io.aguacero.aggregation.read.WindowsReading.Window;
import io.aguacero.aggregation.store.ShardKeys;
import io.aguacero.contracts.kinds.ValueSpec;
import io.aguacero.contracts.kinds.WindowSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads pages of windows of one grouping, merged over shards. */
final class WindowPages {
    /** A page ends after the window with which it holds that many groups. */
    static final int GROUPS_MAX = 20_000;

    private final PathReader reader;
    private final String kind;
    private final WindowSpec size;
    private final String label;
    private final List<ValueSpec> values;

    WindowPages(PathReader reader, String kind, WindowSpec size, String label, List<ValueSpec> values) {
        this.reader = reader;
        this.kind = kind;
        this.size = size;
        this.label = label;
        this.values = values;
    }

    CompletionStage<WindowsReading> read(boolean complete, WindowRange range, int limit) {
        return reader.windowStarts(kind, size.label(), range.first(), range.end(), limit + 1)
                .thenCompose(starts -> {
                    List<Long> merged = starts.stream()
                            .flatMap(List::stream)
                            .distinct()
                            .sorted()
                            .limit(limit + 1L)
                            .toList();
                    return slices(complete, merged, 0, limit, 0, new ArrayList<>());
                });
    }

    private CompletionStage<WindowsReading> slices(
            boolean complete, List<Long> starts, int first, int limit, int groups, List<Window> windows) {
        int wanted = Math.min(limit, starts.size());
        if (first == wanted || groups >= GROUPS_MAX) {
            Instant next = first < starts.size() ? Instant.ofEpochSecond(starts.get(first)) : null;
            return CompletableFuture.completedStage(new WindowsReading.Page(complete, List.copyOf(windows), next));
        }
        List<ShardKeys> shards = reader.keys();
        int last = Math.min(wanted, first + Math.max(1, PathReader.PIPELINE_MAX / shards.size()));
        List<String> keys = new ArrayList<>();
        for (long start : starts.subList(first, last)) {
            shards.forEach(shard -> keys.add(shard.window(kind, size.label(), start, label)));
        }
        return reader.tables(keys).thenCompose(tables -> {
            int found = groups;
            for (int i = first; i < last; i++) {
                int table = (i - first) * shards.size();
                Window window = window(starts.get(i), tables.subList(table, table + shards.size()));
                if (window != null) {
                    windows.add(window);
                    found += window.groups().size();
                }
            }
            return slices(complete, starts, last, limit, found, windows);
        });
    }

    /** Null when the window was dropped since its start was read. */
    private @Nullable Window window(long start, List<StoredTable> tables) {
        GroupMerge merge = new GroupMerge(values);
        tables.forEach(merge::add);
        List<Group> groups = merge.groups();
        return groups.isEmpty()
                ? null
                : new Window(
                        Instant.ofEpochSecond(start),
                        Instant.ofEpochSecond(start).plus(size.size()),
                        groups);
    }
}

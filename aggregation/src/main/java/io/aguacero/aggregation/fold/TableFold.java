package io.aguacero.aggregation.fold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a batch adds to one table of a grouping: its totals, or one of its windows. */
public final class TableFold {
    private final @Nullable WindowKey window;
    private final Map<Integer, Cell> cells = new LinkedHashMap<>();

    TableFold(@Nullable WindowKey window) {
        this.window = window;
    }

    /** The window; null for the totals. */
    public @Nullable WindowKey window() {
        return window;
    }

    /** By the place of the group among the grouping's groups, from 0, in the order of first appearance. */
    public Map<Integer, Cell> cells() {
        return cells;
    }

    /**
     * A window.
     *
     * @param size its size as the kind writes it
     * @param startSeconds its start, seconds since 1970-01-01T00:00:00Z
     * @param dropAtMillis the log time at which it is dropped, milliseconds since then
     */
    public record WindowKey(String size, long startSeconds, long dropAtMillis) {}
}

package io.aguacero.aggregation.fold;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** What a batch adds to one table of a grouping: its totals, or one of its windows. */
public final class TableFold {
    private final @Nullable WindowKey window;
    private @Nullable Cell[] cells = new Cell[8];
    private int size;

    TableFold(@Nullable WindowKey window) {
        this.window = window;
    }

    /** The window; null for the totals. */
    public @Nullable WindowKey window() {
        return window;
    }

    /** The cell of a group. */
    Cell cell(int group, int values) {
        if (group >= cells.length) {
            cells = Arrays.copyOf(cells, Math.max(group + 1, 2 * cells.length));
        }
        Cell cell = cells[group];
        if (cell == null) {
            cell = new Cell(values);
            cells[group] = cell;
            size++;
        }
        return cell;
    }

    /** How many groups have a cell in it. */
    public int size() {
        return size;
    }

    /** Gives each cell with the place of its group among the grouping's groups, from 0, in that order. */
    public void cells(ObjIntConsumer<Cell> each) {
        for (int group = 0; group < cells.length; group++) {
            Cell cell = cells[group];
            if (cell != null) {
                each.accept(cell, group);
            }
        }
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

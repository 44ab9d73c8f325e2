package io.aguacero.aggregation.read;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of reading windows. */
public sealed interface WindowsReading {
    /**
     * Windows of a range, over all shards of a path.
     *
     * @param complete as of totals
     * @param windows those that hold something, by start
     * @param next start of the first window that didn't fit the page: the {@code from} of the next one; null at the end
     */
    record Page(
            boolean complete,
            List<Window> windows,
            @Nullable Instant next) implements WindowsReading {}

    /**
     * The range reaches back to windows that log time has dropped.
     *
     * @param oldest start of the oldest window that is still kept
     */
    record Expired(Instant oldest) implements WindowsReading {}

    /** The store didn't answer. */
    record StoreDown(String reason) implements WindowsReading {}

    /**
     * One window, [start, end).
     *
     * @param groups in the order of their keys
     */
    record Window(Instant start, Instant end, List<Group> groups) {}
}

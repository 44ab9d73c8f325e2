package io.aguacero.aggregation.read;

import java.util.List;

/** What came of reading totals. */
public sealed interface TotalsReading {
    /**
     * The totals of all shards of a path.
     *
     * @param complete whether every shard has counted all that there ever was in its log up to when it was first read
     * @param groups in the order of their keys; one for the grand total, also when nothing was counted
     */
    record Totals(boolean complete, List<Group> groups) implements TotalsReading {}

    /** The store didn't answer. */
    record StoreDown(String reason) implements TotalsReading {}
}

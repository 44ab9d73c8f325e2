package io.aguacero.aggregation.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One group of a grouping, over all shards.
 *
 * @param key one JSON scalar for each field of the grouping, in its order; null nodes for fields that were absent; empty
 *     for the grand total; the single text {@code __other__} for what exceeded the grouping's bound
 * @param count events
 * @param values by name, in the order in which the grouping declares them; a value that no event had is left out
 */
public record Group(List<JsonNode> key, long count, Map<String, ValueTotals> values) {
    /** The key of the group that takes what exceeds a grouping's bound. */
    public static final String OTHER = "__other__";
}

package io.aguacero.contracts.kinds;

import java.util.List;

/**
 * What is counted of a kind: each grouping, in total and in each window.
 *
 * @param windows widths of windows
 * @param values the values that groupings may name, also of the grand total
 * @param groups the declared groupings; the grand total over all events is always kept besides
 */
public record Aggregate(List<WindowSpec> windows, List<ValueSpec> values, List<GroupSpec> groups) {}

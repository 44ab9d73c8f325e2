/**
 * From the events of a log to what one call of the store adds: which events count, under which ids, and the deltas of
 * every cell. Pure: depends on the log alone, neither on a clock nor on how the log is cut into batches.
 */
@NullMarked
package io.aguacero.aggregation.fold;

import org.jspecify.annotations.NullMarked;

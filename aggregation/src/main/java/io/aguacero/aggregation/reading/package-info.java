/**
 * How a shard's log is read into its {@link io.aguacero.aggregation.ShardApplier}, the same on every path: opening,
 * gathering while an apply is in flight, going back, waiting for the lease, retrying, halting. A broker's adapter
 * implements {@link io.aguacero.aggregation.reading.ShardLog}; a {@link io.aguacero.aggregation.reading.LogReader} a
 * shard does the rest.
 */
@NullMarked
package io.aguacero.aggregation.reading;

import org.jspecify.annotations.NullMarked;

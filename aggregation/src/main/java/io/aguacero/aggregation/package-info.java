/**
 * How a batch of a shard's log is applied to Valkey exactly once. {@link io.aguacero.aggregation.ShardApplier} is the
 * way in for a consumer, {@link io.aguacero.aggregation.read.AggregateReader} for whoever shows the aggregates. Knows no
 * broker.
 */
@NullMarked
package io.aguacero.aggregation;

import org.jspecify.annotations.NullMarked;

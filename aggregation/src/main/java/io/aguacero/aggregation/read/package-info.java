/** Reads the aggregates of all shards of a path as one: exact sums, merged groups. */
@NullMarked
package io.aguacero.aggregation.read;

import org.jspecify.annotations.NullMarked;

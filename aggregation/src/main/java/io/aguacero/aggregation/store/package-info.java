/** One shard in Valkey: its keys, the function that applies a batch to it, and the call of that function. */
@NullMarked
package io.aguacero.aggregation.store;

import org.jspecify.annotations.NullMarked;

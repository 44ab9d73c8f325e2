/**
 * Checkpoints: what a shard holds but its ids, as one record beside its log, and how a store that has lost the shard is
 * filled again from the newest one. A broker's adapter implements {@link
 * io.aguacero.aggregation.checkpoint.Checkpoints}.
 */
@NullMarked
package io.aguacero.aggregation.checkpoint;

import org.jspecify.annotations.NullMarked;

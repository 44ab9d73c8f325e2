/**
 * Applies RabbitMQ's streams to the store, each event once: {@link io.aguacero.rabbitconsumer.WatchedShards} tries every
 * shard, and reads those whose lease it holds.
 */
@NullMarked
package io.aguacero.rabbitconsumer;

import org.jspecify.annotations.NullMarked;

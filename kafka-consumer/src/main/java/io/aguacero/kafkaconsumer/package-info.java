/**
 * Applies Kafka's log to the store, each event once: {@link io.aguacero.kafkaconsumer.AssignedShards} reads the
 * partitions that the consumer group has given to this instance.
 */
@NullMarked
package io.aguacero.kafkaconsumer;

import org.jspecify.annotations.NullMarked;

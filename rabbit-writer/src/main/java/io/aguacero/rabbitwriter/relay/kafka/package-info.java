/** The relay's side of Kafka: one thread that reads the journal, and commits how far its shards have come. */
@NullMarked
package io.aguacero.rabbitwriter.relay.kafka;

import org.jspecify.annotations.NullMarked;

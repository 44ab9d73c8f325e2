/** What touches Kafka: the channel of the SmallRye connector, each partition as a log, decoding, and the dead letters. */
@NullMarked
package io.aguacero.kafkaconsumer.kafka;

import org.jspecify.annotations.NullMarked;

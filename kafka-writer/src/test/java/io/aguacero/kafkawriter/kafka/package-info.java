/** Proves what Kafka is told and what its answers become. */
@NullMarked
package io.aguacero.kafkawriter.kafka;

import org.jspecify.annotations.NullMarked;

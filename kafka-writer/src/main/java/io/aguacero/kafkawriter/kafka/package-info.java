/** Records, their sending, and what Kafka's failures mean. */
@NullMarked
package io.aguacero.kafkawriter.kafka;

import org.jspecify.annotations.NullMarked;

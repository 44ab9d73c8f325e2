/** Stores events in Kafka: what is known of the topic stands here, the way there in the adapters. */
@NullMarked
package io.aguacero.kafkawriter;

import org.jspecify.annotations.NullMarked;

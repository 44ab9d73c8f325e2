/** Kafka consumer. */
@NullMarked
package io.aguacero.kafkaconsumer;

import org.jspecify.annotations.NullMarked;

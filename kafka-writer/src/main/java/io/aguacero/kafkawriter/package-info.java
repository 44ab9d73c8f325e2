/** Kafka writer. */
@NullMarked
package io.aguacero.kafkawriter;

import org.jspecify.annotations.NullMarked;

/** Stores events in RabbitMQ streams: what is known of the broker stands here, the way there in the adapters. */
@NullMarked
package io.aguacero.rabbitwriter;

import org.jspecify.annotations.NullMarked;

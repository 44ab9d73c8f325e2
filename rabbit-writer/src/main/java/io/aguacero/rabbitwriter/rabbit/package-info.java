/** One connection to RabbitMQ at a time: its streams, what is published on it, and what becomes of that. */
@NullMarked
package io.aguacero.rabbitwriter.rabbit;

import org.jspecify.annotations.NullMarked;

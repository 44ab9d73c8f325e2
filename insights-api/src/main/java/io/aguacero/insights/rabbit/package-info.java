/** Reads RabbitMQ's streams again, apart from their consumer. */
@NullMarked
package io.aguacero.insights.rabbit;

import org.jspecify.annotations.NullMarked;

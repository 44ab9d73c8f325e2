/** RabbitMQ consumer. */
@NullMarked
package io.aguacero.rabbitconsumer;

import org.jspecify.annotations.NullMarked;

/** What touches RabbitMQ: the connection, each stream as a log, decoding of messages, and the dead letters. */
@NullMarked
package io.aguacero.rabbitconsumer.rabbit;

import org.jspecify.annotations.NullMarked;

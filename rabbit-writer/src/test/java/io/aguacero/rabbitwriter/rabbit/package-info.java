/** Proves what RabbitMQ is told and what its answers become. */
@NullMarked
package io.aguacero.rabbitwriter.rabbit;

import org.jspecify.annotations.NullMarked;

/** RabbitMQ writer. */
@NullMarked
package io.aguacero.rabbitwriter;

import org.jspecify.annotations.NullMarked;

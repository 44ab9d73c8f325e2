/** What the service says of itself to whoever runs it. */
@NullMarked
package io.aguacero.rabbitconsumer.health;

import org.jspecify.annotations.NullMarked;

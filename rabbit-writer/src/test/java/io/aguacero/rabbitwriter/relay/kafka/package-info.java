/** Tests of the relay. */
@NullMarked
package io.aguacero.rabbitwriter.relay.kafka;

import org.jspecify.annotations.NullMarked;

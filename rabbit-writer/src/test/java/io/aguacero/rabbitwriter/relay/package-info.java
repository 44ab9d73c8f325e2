/** Tests of the relay. */
@NullMarked
package io.aguacero.rabbitwriter.relay;

import org.jspecify.annotations.NullMarked;

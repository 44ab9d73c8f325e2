/** What {@code io.aguacero.contracts.wire} promises. */
@NullMarked
package io.aguacero.contracts.wire;

import org.jspecify.annotations.NullMarked;

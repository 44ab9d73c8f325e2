/** What {@code io.aguacero.contracts.json} promises. */
@NullMarked
package io.aguacero.contracts.json;

import org.jspecify.annotations.NullMarked;

/** Health. */
@NullMarked
package io.aguacero.rabbitwriter.observability;

import org.jspecify.annotations.NullMarked;

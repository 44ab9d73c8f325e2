/** Tests of reading. */
@NullMarked
package io.aguacero.aggregation.reading;

import org.jspecify.annotations.NullMarked;

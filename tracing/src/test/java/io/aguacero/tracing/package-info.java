/** Tests of the tracer. */
@NullMarked
package io.aguacero.tracing;

import org.jspecify.annotations.NullMarked;

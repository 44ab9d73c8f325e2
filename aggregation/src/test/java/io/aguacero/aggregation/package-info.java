/** The promises of the apply, against a real Valkey. */
@NullMarked
package io.aguacero.aggregation;

import org.jspecify.annotations.NullMarked;

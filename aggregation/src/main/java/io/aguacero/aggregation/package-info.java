/** How a batch is applied to Valkey exactly once. */
@NullMarked
package io.aguacero.aggregation;

import org.jspecify.annotations.NullMarked;

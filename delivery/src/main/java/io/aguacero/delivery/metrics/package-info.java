/** What hops and paths report to Micrometer; {@code docs/observability.md} is the reference of the names. */
@NullMarked
package io.aguacero.delivery.metrics;

import org.jspecify.annotations.NullMarked;

/** The aggregates as Prometheus gauges. */
@NullMarked
package io.aguacero.insights.observability;

import org.jspecify.annotations.NullMarked;

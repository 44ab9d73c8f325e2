/**
 * Follows single events on their way: a span of each step, given to a collector over OTLP. Types of OpenTelemetry stay in
 * here, and its SDK isn't loaded while nothing is to be followed.
 */
@NullMarked
package io.aguacero.tracing;

import org.jspecify.annotations.NullMarked;

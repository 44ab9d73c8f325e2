package io.aguacero.tracing;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether and how spans are given to a collector.
 *
 * @param endpoint where OTLP over HTTP is taken, such as {@code http://collector:4318/v1/traces}; empty: nothing is followed
 * @param queueSpansMax spans that wait for the collector; what comes beyond it is dropped
 * @param timeout of one call to it
 */
public record TracingSettings(Optional<String> endpoint, int queueSpansMax, Duration timeout) {}

package io.aguacero.tracing;

import io.aguacero.contracts.v1.EventEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of the events that are followed: those whose envelope has a trace context. Safe for any thread; never blocks,
 * never throws. When the collector is away or slow, spans are dropped, and events go on as ever.
 */
public interface EventTracer extends AutoCloseable {
    /** Follows nothing. */
    EventTracer OFF = new NoTracer();

    /** A tracer of a service that begins no trace by itself. */
    static EventTracer of(TracingConfig config, String service) {
        return of(config, service, 0);
    }

    /**
     * A tracer of a service.
     *
     * @param ratio share of the requests without a trace context that are followed, 0 to 1
     */
    static EventTracer of(TracingConfig config, String service, double ratio) {
        // OpenTelemetry's SDK is loaded by this call and no earlier.
        return config.endpoint().isEmpty() ? OFF : OtlpTracer.start(config, service, ratio);
    }

    /** Whether anything is followed at all. Who works in the hot path asks once, at the start. */
    boolean on();

    /**
     * Begins a request's span.
     *
     * @param traceparent the caller's trace context, of whatever form; null when it sent none
     * @return null when the request isn't followed: its caller says so, or chance does
     */
    @Nullable
    EventSpan request(Step step, @Nullable String traceparent);

    /**
     * Begins the span of a step that a followed event takes in a batch.
     *
     * @param event its trace context names the step before
     * @param batchEvents events of the batch, followed or not
     * @param first span of the first followed event of the batch, which this one is linked to; null for that one
     */
    EventSpan step(Step step, EventEnvelope event, int batchEvents, @Nullable EventSpan first);

    /** Gives the collector what it hasn't got yet, within the time-out of one call, and ends. */
    @Override
    void close();
}

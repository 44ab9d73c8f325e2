package io.aguacero.delivery;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.tracing.EventSpan;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each followed event's step through a sink, from its writing to its answer. Each has its own, in its own
 * trace; those of one batch are linked to the first of them. Behind it, the event comes from that step.
 */
public final class TracedSink implements EventSink {
    private final EventSink sink;
    private final EventTracer tracer;
    private final Step step;

    private TracedSink(EventSink sink, EventTracer tracer, Step step) {
        this.sink = sink;
        this.tracer = tracer;
        this.step = step;
    }

    /** A sink like the given one; the given one itself when nothing is followed. */
    public static EventSink around(EventSink sink, EventTracer tracer, Step step) {
        return tracer.on() ? new TracedSink(sink, tracer, step) : sink;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        int first = 0;
        while (first < batch.size() && batch.get(first).getTraceparent().isEmpty()) {
            first++;
        }
        return first == batch.size() ? sink.write(batch) : traced(batch, first);
    }

    @Override
    public int instances() {
        return sink.instances();
    }

    private CompletionStage<List<Delivery>> traced(List<EventEnvelope> batch, int first) {
        List<EventEnvelope> events = new ArrayList<>(batch);
        @Nullable EventSpan[] spans = new EventSpan[batch.size()];
        for (int i = first; i < spans.length; i++) {
            EventEnvelope event = batch.get(i);
            if (!event.getTraceparent().isEmpty()) {
                EventSpan span = tracer.step(step, event, spans.length, spans[first]);
                spans[i] = span;
                events.set(
                        i, event.toBuilder().setTraceparent(span.traceparent()).build());
            }
        }
        return sink.write(events).thenApply(deliveries -> {
            for (int i = first; i < spans.length; i++) {
                EventSpan span = spans[i];
                if (span != null) {
                    end(span, deliveries.get(i));
                }
            }
            return deliveries;
        });
    }

    private static void end(EventSpan span, Delivery delivery) {
        switch (delivery) {
            case Delivery.Delivered stored -> span.end();
            case Delivery.Rejected(PathStates paths, ErrorCode code, String detail) -> span.fail(code.slug());
            case Delivery.Unavailable(PathStates paths, ErrorCode code, String detail) -> span.fail(code.slug());
        }
    }
}

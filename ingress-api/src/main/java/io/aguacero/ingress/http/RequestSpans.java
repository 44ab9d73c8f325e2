package io.aguacero.ingress.http;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.ingress.http.HttpAnswers.Answer;
import io.aguacero.tracing.EventSpan;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spans of the requests that are followed, and their events' way on from there.
 *
 * @param eventsMax most events of one request that are followed, its first ones
 */
record RequestSpans(EventTracer tracer, int eventsMax) {
    /** Begins the span of a request; null when it isn't followed. */
    @Nullable
    EventSpan begin(Step step, HttpServerRequest request) {
        return tracer.on() ? tracer.request(step, request.getHeader("traceparent")) : null;
    }

    /** The events of a request, the first ones coming from its span, if it has one. */
    List<EventEnvelope> followed(@Nullable EventSpan span, List<EventEnvelope> events) {
        if (span == null) {
            return events;
        }
        span.note("aguacero.batch.events", events.size());
        String traceparent = span.traceparent();
        List<EventEnvelope> followed = new ArrayList<>(events);
        for (int i = 0; i < Math.min(eventsMax, events.size()); i++) {
            followed.set(
                    i, events.get(i).toBuilder().setTraceparent(traceparent).build());
        }
        return followed;
    }

    /** Ends a request's span; what the client is to blame for is no failure of the door's. */
    static void end(EventSpan span, Answer answer) {
        span.note("http.response.status_code", answer.status());
        String code = answer.problem() == null ? "" : answer.problem().code().slug();
        if (answer.status() >= HttpStatus.UNAVAILABLE) {
            span.fail(code);
            return;
        }
        if (!code.isEmpty()) {
            span.note("aguacero.code", code);
        }
        span.end();
    }
}

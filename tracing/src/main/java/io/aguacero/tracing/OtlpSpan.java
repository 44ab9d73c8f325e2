package io.aguacero.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;

/** A span of OpenTelemetry's; what comes after its end is without effect. */
record OtlpSpan(Span span) implements EventSpan {
    @Override
    public String traceparent() {
        SpanContext context = span.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    @Override
    public void note(String attribute, String value) {
        var unused = span.setAttribute(attribute, value);
    }

    @Override
    public void note(String attribute, long value) {
        var unused = span.setAttribute(attribute, value);
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void fail(String error) {
        var unused = span.setStatus(StatusCode.ERROR).setAttribute("error.type", error);
        span.end();
    }
}

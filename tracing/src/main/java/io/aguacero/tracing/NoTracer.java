package io.aguacero.tracing;

import io.aguacero.contracts.v1.EventEnvelope;
import org.jspecify.annotations.Nullable;

/** Nobody asked for traces. */
final class NoTracer implements EventTracer {
    @Override
    public boolean on() {
        return false;
    }

    @Override
    public @Nullable EventSpan request(Step step, @Nullable String traceparent) {
        return null;
    }

    @Override
    public EventSpan step(Step step, EventEnvelope event, int batchEvents, @Nullable EventSpan first) {
        throw new IllegalStateException("nothing is followed");
    }

    @Override
    public void close() {}
}

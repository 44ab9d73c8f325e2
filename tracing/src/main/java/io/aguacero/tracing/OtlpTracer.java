package io.aguacero.tracing;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's SDK, set up by hand and for this process alone: nothing global, no agent, no context of threads. */
final class OtlpTracer implements EventTracer {
    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final int EXPORT_SPANS_MAX = 512;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Duration timeout;

    private OtlpTracer(SdkTracerProvider provider, Duration timeout) {
        this.provider = provider;
        this.tracer = provider.get("io.aguacero");
        this.timeout = timeout;
    }

    static OtlpTracer start(TracingConfig config, String service, double ratio) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().orElseThrow())
                .setTimeout(config.timeout())
                .build();
        BatchSpanProcessor queue = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(config.queueSpansMax())
                .setMaxExportBatchSize(Math.min(EXPORT_SPANS_MAX, config.queueSpansMax()))
                .setScheduleDelay(EXPORT_EVERY)
                .setExporterTimeout(config.timeout())
                .build();
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.namespace", "aguacero")
                        .put("service.name", service)
                        .build()));
        return new OtlpTracer(
                SdkTracerProvider.builder()
                        .setResource(resource)
                        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(ratio)))
                        .addSpanProcessor(queue)
                        .build(),
                config.timeout());
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public @Nullable EventSpan request(Step step, @Nullable String traceparent) {
        Span span = builder(step, TraceContext.valid(traceparent) ? traceparent : "")
                .startSpan();
        return span.isRecording() ? new OtlpSpan(span) : null;
    }

    @Override
    public EventSpan step(Step step, EventEnvelope event, int batchEvents, @Nullable EventSpan first) {
        SpanBuilder builder = builder(step, event.getTraceparent())
                .setAttribute("aguacero.batch.events", (long) batchEvents)
                .setAttribute("cloudevents.event_id", event.getId())
                .setAttribute("cloudevents.event_source", event.getSource())
                .setAttribute("cloudevents.event_type", event.getKind());
        if (first instanceof OtlpSpan(Span other)) {
            builder.addLink(other.getSpanContext());
        }
        return new OtlpSpan(builder.startSpan());
    }

    private SpanBuilder builder(Step step, String traceparent) {
        SpanBuilder builder = tracer.spanBuilder(step.name())
                .setSpanKind(SpanKind.valueOf(step.role().name()));
        step.attributes().forEach(builder::setAttribute);
        return traceparent.isEmpty()
                ? builder.setNoParent()
                : builder.setParent(Context.root().with(Span.wrap(remote(traceparent))));
    }

    private static SpanContext remote(String traceparent) {
        return SpanContext.createFromRemoteParent(
                TraceContext.traceId(traceparent),
                TraceContext.spanId(traceparent),
                TraceFlags.fromHex(TraceContext.flags(traceparent), 0),
                TraceState.getDefault());
    }

    @Override
    public void close() {
        var unused = provider.shutdown().join(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}

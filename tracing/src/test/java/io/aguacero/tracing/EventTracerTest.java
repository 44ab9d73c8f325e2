package io.aguacero.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.TraceContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Who is followed, and that a collector that doesn't do its work is nobody's trouble. */
class EventTracerTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String RECORDED = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String NOT_RECORDED = "00-" + TRACE + "-b7ad6b7169203331-00";
    private static final Step STEP = Step.request("/v1/tweets");

    private record Given(Optional<String> endpoint, int queueSpansMax, Duration timeout) implements TracingConfig {}

    private static EventTracer tracer(String endpoint, double ratio) {
        return EventTracer.of(new Given(Optional.of(endpoint), 10, Duration.ofMillis(200)), "test", ratio);
    }

    @Test
    void withoutAnEndpointThereIsNoTracer() {
        assertSame(EventTracer.OFF, EventTracer.of(new Given(Optional.empty(), 10, Duration.ofSeconds(1)), "test", 1));
        assertNull(EventTracer.OFF.request(STEP, RECORDED));
    }

    @Test
    void aCallerDecidesForItselfAndTheRatioForTheOthers() {
        try (EventTracer none = tracer("http://127.0.0.1:9/v1/traces", 0);
                EventTracer all = tracer("http://127.0.0.1:9/v1/traces", 1)) {
            assertNotNull(none.request(STEP, RECORDED));
            assertNull(all.request(STEP, NOT_RECORDED));
            assertNull(none.request(STEP, null));
            assertNull(none.request(STEP, "anything"));
            EventSpan begun = all.request(STEP, "anything");
            assertNotNull(begun);
            assertTrue(TraceContext.valid(begun.traceparent()));
        }
    }

    @Test
    void aStepGoesOnInTheTraceOfTheOneBefore() {
        try (EventTracer tracer = tracer("http://127.0.0.1:9/v1/traces", 0)) {
            EventSpan span = tracer.step(
                    Step.call(),
                    EventEnvelope.newBuilder().setTraceparent(RECORDED).build(),
                    1,
                    null);

            assertEquals(TRACE, TraceContext.traceId(span.traceparent()));
            assertNotEquals(TraceContext.spanId(RECORDED), TraceContext.spanId(span.traceparent()));
            assertEquals("01", TraceContext.flags(span.traceparent()));
            span.end();
            span.fail("after its end");
        }
    }

    /** More spans than there is room for, and a collector that takes them and never answers: all of this ends. */
    @Test
    void aCollectorThatDoesNotAnswerHoldsNobodyUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newCachedThreadPool()) {
            silent.setExecutor(threads);
            silent.createContext("/", exchange -> {
                try (exchange) {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            silent.start();
            try (EventTracer tracer =
                    tracer("http://127.0.0.1:" + silent.getAddress().getPort() + "/v1/traces", 1)) {
                for (int i = 0; i < 1_000; i++) {
                    EventSpan span = tracer.request(STEP, null);
                    assertNotNull(span);
                    span.end();
                }
            }
            over.countDown();
        } finally {
            over.countDown();
            silent.stop(0);
        }
    }
}

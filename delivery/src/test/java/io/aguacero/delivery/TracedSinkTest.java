package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.tracing.EventSpan;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TracedSinkTest {
    private static final Delivery STORED =
            new Delivery.Delivered(PathStates.on(Set.of(DeliveryPath.KAFKA), PathStatus.STORED));
    private static final Delivery DOWN = new Delivery.Unavailable(
            PathStates.on(Set.of(DeliveryPath.KAFKA), PathStatus.UNKNOWN), ErrorCode.PATH_UNAVAILABLE, "down");

    private final Told told = new Told();
    private final CompletableFuture<List<Delivery>> answer = new CompletableFuture<>();
    private final List<List<EventEnvelope>> written = new ArrayList<>();
    private final EventSink sink = batch -> {
        written.add(batch);
        return answer;
    };

    private static EventEnvelope event(String id, String traceparent) {
        return EventEnvelope.newBuilder().setId(id).setTraceparent(traceparent).build();
    }

    @Test
    void whileNothingIsFollowedTheSinkIsTheSameAndSoIsTheBatch() {
        assertSame(sink, TracedSink.around(sink, EventTracer.OFF, Step.call()));

        List<EventEnvelope> batch = List.of(event("a", ""), event("b", ""));
        var unused = TracedSink.around(sink, told, Step.call()).write(batch);

        assertSame(batch, written.getFirst());
        assertEquals(List.of(), told.lines);
    }

    @Test
    void eachFollowedEventHasASpanOfItsOwnFromItsWritingToItsAnswer() {
        List<EventEnvelope> batch =
                List.of(event("a", ""), event("b", "trace-b"), event("c", ""), event("d", "trace-d"));

        var deliveries = TracedSink.around(sink, told, Step.call()).write(batch).toCompletableFuture();

        assertEquals(List.of("b of 4 begins after trace-b", "d of 4 begins after trace-d, with span of b"), told.lines);
        assertEquals(
                List.of(event("a", ""), event("b", "span of b"), event("c", ""), event("d", "span of d")),
                written.getFirst());
        told.lines.clear();
        answer.complete(List.of(STORED, STORED, DOWN, DOWN));
        assertEquals(List.of("span of b ends", "span of d fails: path-unavailable"), told.lines);
        assertEquals(List.of(STORED, STORED, DOWN, DOWN), deliveries.join());
    }

    @Test
    void whatIsAskedOfTheNextHopIsAskedOfItStill() {
        HeldSink hop = new HeldSink();
        hop.instances = 3;

        assertEquals(3, TracedSink.around(hop, told, Step.call()).instances());
    }

    /** Notes what it is told. */
    private static final class Told implements EventTracer {
        private final List<String> lines = new ArrayList<>();

        @Override
        public boolean on() {
            return true;
        }

        @Override
        public @Nullable EventSpan request(Step step, @Nullable String traceparent) {
            throw new AssertionError("no request is made here");
        }

        @Override
        public EventSpan step(Step step, EventEnvelope event, int batchEvents, @Nullable EventSpan first) {
            String with = first == null ? "" : ", with " + first.traceparent();
            lines.add(event.getId() + " of " + batchEvents + " begins after " + event.getTraceparent() + with);
            return new ToldSpan("span of " + event.getId(), lines);
        }

        @Override
        public void close() {}
    }

    private record ToldSpan(String traceparent, List<String> lines) implements EventSpan {
        @Override
        public void note(String attribute, String value) {}

        @Override
        public void note(String attribute, long value) {}

        @Override
        public void end() {
            lines.add(traceparent + " ends");
        }

        @Override
        public void fail(String error) {
            lines.add(traceparent + " fails: " + error);
        }
    }
}

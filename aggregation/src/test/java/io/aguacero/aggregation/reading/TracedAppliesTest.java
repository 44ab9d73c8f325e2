package io.aguacero.aggregation.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.aguacero.aggregation.ApplyFollower;
import io.aguacero.aggregation.ApplyFollower.Fate;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.ShardStep;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.tracing.EventSpan;
import io.aguacero.tracing.EventTracer;
import io.aguacero.tracing.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A followed event's last span says what became of it; of the others there is none. */
class TracedAppliesTest {
    private final List<String> told = new ArrayList<>();
    private final ApplyFollower follower = TracedApplies.of(new Told(), DeliveryPath.KAFKA);
    private final List<LogRecord> records = List.of(
            new LogRecord(7, "fp", List.of(event("a", "before-a"), event("b", ""))),
            new LogRecord(
                    8,
                    "fp",
                    List.of(
                            new DecodedEvent.Poisoned("malformed", "is not JSON", new byte[] {1}),
                            event("c", "before-c"),
                            event("d", "before-d"))));

    private static DecodedEvent event(String id, String traceparent) {
        return new DecodedEvent.Readable(
                EventEnvelope.newBuilder().setId(id).setTraceparent(traceparent).build());
    }

    @Test
    void nobodyFollowsWhileTracingIsOff() {
        assertSame(ApplyFollower.NONE, TracedApplies.of(EventTracer.OFF, DeliveryPath.KAFKA));
    }

    @Test
    void eachFollowedEventHasItsOwnFate() {
        follower.begin(3, records)
                .ended(
                        new ShardStep.Applied(9),
                        () -> List.of(
                                Fate.DUPLICATE, Fate.COUNTED, Fate.DEAD_LETTERED, Fate.DEAD_LETTERED, Fate.COUNTED));

        assertEquals(
                List.of(
                        "a of 5 after before-a",
                        "a messaging.destination.partition.id=3",
                        "a aguacero.offset=7",
                        "c of 5 after before-c",
                        "c messaging.destination.partition.id=3",
                        "c aguacero.offset=8",
                        "d of 5 after before-d",
                        "d messaging.destination.partition.id=3",
                        "d aguacero.offset=8",
                        "a aguacero.outcome=duplicate",
                        "a ends",
                        "c aguacero.outcome=dead-lettered",
                        "c fails: dead-lettered",
                        "d aguacero.outcome=counted",
                        "d ends"),
                told);
    }

    @Test
    void aCallThatAppliesNothingEndsItsSpansAsFailures() {
        ApplyFollower.Following following = follower.begin(3, records);
        told.clear();

        following.ended(new ShardStep.StoreDown("no answer"), () -> {
            throw new AssertionError("nothing has become of them yet");
        });

        assertEquals(List.of("a fails: not-applied", "c fails: not-applied", "d fails: not-applied"), told);
    }

    /** Notes what it is told. */
    private final class Told implements EventTracer {
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
            told.add(event.getId() + " of " + batchEvents + " after " + event.getTraceparent());
            return new ToldSpan(event.getId());
        }

        @Override
        public void close() {}
    }

    private final class ToldSpan implements EventSpan {
        private final String event;

        private ToldSpan(String event) {
            this.event = event;
        }

        @Override
        public String traceparent() {
            return event;
        }

        @Override
        public void note(String attribute, String value) {
            told.add(event + " " + attribute + "=" + value);
        }

        @Override
        public void note(String attribute, long value) {
            note(attribute, Long.toString(value));
        }

        @Override
        public void end() {
            told.add(event + " ends");
        }

        @Override
        public void fail(String error) {
            told.add(event + " fails: " + error);
        }
    }
}

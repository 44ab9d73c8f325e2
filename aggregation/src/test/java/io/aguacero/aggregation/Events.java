package io.aguacero.aggregation;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.Arrays;
import java.util.List;

/** Builds events and records. Times are seconds after {@link #START}, a round day. */
final class Events {
    /** 2026-01-01T00:00:00Z in seconds. */
    static final long START = 1_767_225_600L;

    private Events() {}

    /** Accepted and stamped by the door at that second. */
    static EventEnvelope at(double second, String id, String payload) {
        return at(second, second, id, payload);
    }

    /** With a time of its own. */
    static EventEnvelope at(double second, double acceptedSecond, String id, String payload) {
        return of(TestKinds.REPORT, second, acceptedSecond, id, payload);
    }

    static EventEnvelope of(String kind, double second, double acceptedSecond, String id, String payload) {
        return EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind(kind)
                .setSource("urn:test")
                .setId(id)
                .setTimeMicros(micros(second))
                .setAcceptedAtMicros(micros(acceptedSecond))
                .setKey("k")
                .setPayload(ByteString.copyFromUtf8(payload))
                .build();
    }

    static long micros(double second) {
        return START * 1_000_000L + Math.round(second * 1_000_000);
    }

    static String level(String place, String level) {
        return "{\"place\":\"" + place + "\",\"level\":" + level + "}";
    }

    static LogRecord record(long offset, EventEnvelope... events) {
        return new LogRecord(
                offset,
                "fp-" + offset,
                Arrays.stream(events)
                        .map(event -> (DecodedEvent) new DecodedEvent.Readable(event))
                        .toList());
    }

    static LogRecord poisoned(long offset) {
        return new LogRecord(
                offset, "fp-" + offset, List.of(new DecodedEvent.Poisoned("malformed", "is not JSON", new byte[] {1})));
    }
}

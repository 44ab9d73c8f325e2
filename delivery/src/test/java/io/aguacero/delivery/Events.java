package io.aguacero.delivery;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.List;
import java.util.stream.IntStream;

/** Events to write. */
final class Events {
    private Events() {}

    static EventEnvelope event(String id) {
        return EventEnvelope.newBuilder().setKind("weather.tweet").setId(id).build();
    }

    /** Ids {@code first}, {@code first + 1}, … as decimal numbers. */
    static List<EventEnvelope> numbered(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> event(Integer.toString(i)))
                .toList();
    }

    static EventEnvelope ofBytes(String id, int payloadBytes) {
        return event(id).toBuilder()
                .setPayload(ByteString.copyFrom(new byte[payloadBytes]))
                .build();
    }
}

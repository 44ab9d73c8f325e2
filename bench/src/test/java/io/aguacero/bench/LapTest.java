package io.aguacero.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.EventPack;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A lap counts only when both logs hold exactly what was answered. */
class LapTest {
    private static final Shape SHAPE = new Shape("ndjson", 10, 2);
    private static final Set<DeliveryPath> BOTH = Set.of(DeliveryPath.values());

    private static @Nullable String fault(long answered, long refused, long kafka, long rabbitMq, OptionalLong told) {
        return Lap.fault(
                new Answers(answered, 1, 1, 1, refused),
                SHAPE,
                BOTH,
                Map.of(DeliveryPath.KAFKA, kafka, DeliveryPath.RABBITMQ, rabbitMq),
                told);
    }

    @Test
    void aLapIsSoundWhenBothLogsHoldWhatWasAnswered() {
        assertNull(fault(100, 0, 100, 100, OptionalLong.of(100)));
    }

    @Test
    void noMoreThanWasUnderWayAtTheEndIsStoredWithoutAnAnswer() {
        assertNull(fault(100, 0, 120, 120, OptionalLong.of(120)));
        assertNull(fault(100, 0, 120, 120, OptionalLong.of(100)));
        assertNotNull(fault(100, 0, 121, 121, OptionalLong.of(100)));
    }

    @Test
    void anEventThatOneLogLacksVoidsTheLap() {
        assertNotNull(fault(100, 0, 100, 99, OptionalLong.empty()));
        assertNotNull(fault(100, 0, 99, 100, OptionalLong.empty()));
        assertNotNull(fault(100, 0, 110, 109, OptionalLong.of(100)));
    }

    @Test
    void anAcceptedEventThatIsntStoredVoidsTheLap() {
        assertNotNull(fault(100, 0, 110, 110, OptionalLong.of(111)));
    }

    @Test
    void anAnswerThatTheDoorDidNotGiveVoidsTheLap() {
        assertNotNull(fault(100, 0, 110, 110, OptionalLong.of(99)));
    }

    @Test
    void aRefusalVoidsTheLap() {
        assertNotNull(fault(100, 1, 100, 100, OptionalLong.of(100)));
    }

    @Test
    void withOnePathTheOtherLogStaysEmpty() {
        Answers answers = new Answers(100, 1, 1, 1, 0);
        Set<DeliveryPath> kafka = Set.of(DeliveryPath.KAFKA);
        OptionalLong told = OptionalLong.of(100);
        assertNull(Lap.fault(answers, SHAPE, kafka, Map.of(DeliveryPath.KAFKA, 100L, DeliveryPath.RABBITMQ, 0L), told));
        assertNotNull(
                Lap.fault(answers, SHAPE, kafka, Map.of(DeliveryPath.KAFKA, 100L, DeliveryPath.RABBITMQ, 1L), told));
    }

    @Test
    void eventsOfAPackAreCountedOneByOne() {
        List<EventEnvelope> events = LongStream.range(0, 7)
                .mapToObj(i -> EventEnvelope.newBuilder()
                        .setTenant("default")
                        .setKind("container.metric")
                        .setSource("urn:test")
                        .setId("a-" + i)
                        .setKey("k")
                        .setPayload(ByteString.copyFromUtf8(Reading.json("0000test", i)))
                        .build())
                .toList();
        BasicProperties pack = new BasicProperties.Builder()
                .contentType(EventPack.CONTENT_TYPE)
                .build();
        BasicProperties one =
                new BasicProperties.Builder().contentType("application/json").build();
        assertEquals(7, BrokerLogs.events(pack, EventPack.encode(events)));
        assertEquals(1, BrokerLogs.events(one, new byte[250]));
    }

    @Test
    void aReadingHas250Bytes() {
        assertEquals(250, Reading.json("0000test", 0).length());
        assertEquals(250, Reading.json("0000test", 999_999_999_999L).length());
    }
}

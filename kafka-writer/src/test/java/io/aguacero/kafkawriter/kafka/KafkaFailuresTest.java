package io.aguacero.kafkawriter.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaFailuresTest {
    /** Failure, status when the client hadn't taken the record, status when it had. */
    static Stream<Arguments> failures() {
        PathStatus refused = PathStatus.REFUSED;
        PathStatus notStored = PathStatus.NOT_STORED;
        PathStatus unknown = PathStatus.UNKNOWN;
        return Stream.of(
                Arguments.of(new RecordTooLargeException(), refused, refused),
                Arguments.of(new InvalidTopicException(), refused, refused),
                Arguments.of(new InvalidRecordException("told to"), refused, refused),
                Arguments.of(new SerializationException(), refused, refused),
                Arguments.of(new UnsupportedForMessageFormatException("told to"), refused, refused),
                Arguments.of(new TopicAuthorizationException("told to"), notStored, notStored),
                Arguments.of(new TimeoutException(), notStored, unknown),
                Arguments.of(new BufferExhaustedException("told to"), notStored, unknown),
                Arguments.of(new DisconnectException(), notStored, unknown),
                Arguments.of(new NotEnoughReplicasException(), notStored, unknown),
                Arguments.of(new NotEnoughReplicasAfterAppendException("told to"), notStored, unknown),
                Arguments.of(new OutOfOrderSequenceException("told to"), notStored, unknown),
                Arguments.of(new KafkaException("told to"), notStored, unknown),
                Arguments.of(new IllegalStateException("told to"), notStored, unknown));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureSaysWhatBecameOfTheEvent(RuntimeException failure, PathStatus before, PathStatus after) {
        assertEquals(expected(failure, before), KafkaFailures.delivery(failure, false));
        assertEquals(expected(failure, after), KafkaFailures.delivery(failure, true));
    }

    private static Delivery expected(RuntimeException failure, PathStatus status) {
        String name = failure.getClass().getSimpleName();
        return status == PathStatus.REFUSED
                ? new Rejected(KafkaFailures.on(status), ErrorCode.PATH_REFUSED, name)
                : new Unavailable(KafkaFailures.on(status), ErrorCode.PATH_UNAVAILABLE, name);
    }
}

package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.PathStates;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/** What a failure of Kafka says of the event. */
final class KafkaFailures {
    private KafkaFailures() {}

    /**
     * The delivery of an event whose sending failed.
     *
     * @param handedOver whether the client had taken the record: if so it may be stored in spite of the failure, as an
     *     answer may have been lost
     */
    static Delivery delivery(Throwable failure, boolean handedOver) {
        return switch (failure) {
            case RecordTooLargeException e -> refused(failure);
            case InvalidTopicException e -> refused(failure);
            case InvalidRecordException e -> refused(failure);
            case SerializationException e -> refused(failure);
            case UnsupportedForMessageFormatException e -> refused(failure);
            // Not the event's fault, and no broker appends what it doesn't permit.
            case AuthorizationException e -> unavailable(PathStatus.NOT_STORED, failure);
            default -> unavailable(handedOver ? PathStatus.UNKNOWN : PathStatus.NOT_STORED, failure);
        };
    }

    private static Delivery refused(Throwable failure) {
        return new Rejected(on(PathStatus.REFUSED), ErrorCode.PATH_REFUSED, name(failure));
    }

    private static Delivery unavailable(PathStatus status, Throwable failure) {
        return new Unavailable(on(status), ErrorCode.PATH_UNAVAILABLE, name(failure));
    }

    static PathStates on(PathStatus status) {
        return PathStates.on(Set.of(DeliveryPath.KAFKA), status);
    }

    private static String name(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}

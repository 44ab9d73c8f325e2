package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.BasicProperties;
import com.rabbitmq.client.Delivery;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.contracts.wire.EventPack;
import io.aguacero.contracts.wire.Fingerprint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a stream as a log record: a pack of events, or a single one in CloudEvents binary mode. */
final class MessageDecoding {
    /** Header in which the broker gives each message's place in its stream; also the argument that says where to begin. */
    static final String OFFSET = "x-stream-offset";

    private MessageDecoding() {}

    /** Place of a message in its stream. */
    static long offset(Delivery message) {
        if (headers(message.getProperties()).get(OFFSET) instanceof Number offset) {
            return offset.longValue();
        }
        throw new IllegalStateException("a message without " + OFFSET + ": its queue is not a stream");
    }

    /** Never fails: what isn't an event is a poisoned one. */
    static LogRecord decode(Delivery message) {
        byte[] body = message.getBody();
        Map<String, Object> headers = headers(message.getProperties());
        List<DecodedEvent> events =
                EventPack.CONTENT_TYPE.equals(message.getProperties().getContentType())
                        ? EventPack.decode(body)
                        : List.of(CloudEventHeaders.read(name -> text(headers.get(name)), null, body));
        return new LogRecord(
                offset(message),
                () -> Fingerprint.of(
                        body,
                        text(headers.get(CloudEventHeaders.PREFIX + "id")),
                        text(headers.get(CloudEventHeaders.PREFIX + "acceptedat"))),
                events);
    }

    private static Map<String, Object> headers(BasicProperties properties) {
        return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    }

    private static @Nullable String text(@Nullable Object header) {
        return header == null ? null : header.toString();
    }
}

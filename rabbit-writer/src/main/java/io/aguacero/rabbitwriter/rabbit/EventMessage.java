package io.aguacero.rabbitwriter.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.EventPack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events of one shard as a RabbitMQ message: one in CloudEvents binary mode, several as a pack. */
record EventMessage(BasicProperties properties, byte[] body) {
    private static final int PERSISTENT = 2;

    /**
     * The message of some events.
     *
     * @param sequence comes back with a message that no stream takes, and tells which one it was
     */
    static EventMessage of(List<EventEnvelope> events, long sequence) {
        BasicProperties.Builder properties =
                new BasicProperties.Builder().deliveryMode(PERSISTENT).correlationId(Long.toString(sequence));
        if (events.size() > 1) {
            return new EventMessage(
                    properties.contentType(EventPack.CONTENT_TYPE).build(), EventPack.encode(events));
        }
        EventEnvelope event = events.getFirst();
        Map<String, Object> headers = new HashMap<>();
        CloudEventHeaders.write(event, headers::put);
        CloudEventHeaders.writeKey(event, headers::put);
        return new EventMessage(
                properties
                        .contentType(CloudEventHeaders.CONTENT_TYPE)
                        .headers(headers)
                        .build(),
                event.getPayload().toByteArray());
    }
}

package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event as a Kafka record: CloudEvents binary mode, the original JSON bytes as the value. */
final class EventRecords {
    private static final byte[] CONTENT_TYPE = CloudEventHeaders.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8);

    private EventRecords() {}

    /** The record of an event, on the partition of a shard; what a door tells of itself has a topic of its own. */
    static ProducerRecord<byte[], byte[]> of(EventEnvelope event, int shard) {
        boolean ofDoor = event.getKind().equals(Names.DOOR_KIND);
        ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                ofDoor ? Names.DOOR_TOPIC : Names.EVENTS_TOPIC,
                ofDoor ? 0 : shard,
                event.getKeyBytes().toByteArray(),
                event.getPayload().toByteArray());
        sent.headers().add(CloudEventHeaders.CONTENT_TYPE_HEADER, CONTENT_TYPE);
        CloudEventHeaders.write(
                event, (name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return sent;
    }
}

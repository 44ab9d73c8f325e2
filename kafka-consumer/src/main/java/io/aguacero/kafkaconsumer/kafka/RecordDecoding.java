package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.aggregation.LogRecord;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A Kafka record as a log record: one event in CloudEvents binary mode, its partition key as the record's key. */
final class RecordDecoding {
    private static final byte[] NOTHING = {};

    private RecordDecoding() {}

    /** Never fails: what isn't an event is a poisoned one. */
    static LogRecord decode(ConsumerRecord<byte[], byte[]> kafkaRecord) {
        byte[] body = body(kafkaRecord);
        String key = kafkaRecord.key() == null ? null : new String(kafkaRecord.key(), StandardCharsets.UTF_8);
        String fingerprint = Fingerprint.of(
                body,
                header(kafkaRecord, CloudEventHeaders.PREFIX + "id"),
                header(kafkaRecord, CloudEventHeaders.PREFIX + "acceptedat"));
        return new LogRecord(
                kafkaRecord.offset(),
                fingerprint,
                List.of(CloudEventHeaders.read(name -> header(kafkaRecord, name), key, body)));
    }

    /** The value; a tombstone, which no writer writes, is an empty one. */
    static byte[] body(ConsumerRecord<byte[], byte[]> kafkaRecord) {
        return kafkaRecord.value() == null ? NOTHING : kafkaRecord.value();
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> kafkaRecord, String name) {
        Header header = kafkaRecord.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

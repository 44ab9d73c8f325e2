package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.aggregation.LogRecord;
import io.aguacero.contracts.wire.HeaderReader;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A Kafka record as a log record: one event in CloudEvents binary mode, its partition key as the record's key. */
final class RecordDecoding {
    private static final byte[] NOTHING = {};

    private RecordDecoding() {}

    /**
     * Never fails: what isn't an event is a poisoned one. Of the record itself nothing is kept: with its headers it weighs
     * several times what the event does.
     *
     * @param topicId of the topic; a record of another topic of the same name is another record
     * @param reader of the events of this log, one after the other
     */
    static LogRecord decode(ConsumerRecord<byte[], byte[]> kafkaRecord, String topicId, HeaderReader reader) {
        byte[] body = body(kafkaRecord);
        reader.begin();
        for (Header header : kafkaRecord.headers()) {
            reader.header(header.key(), header.value());
        }
        Function<byte[], String> fingerprint = reader.fingerprint();
        return new LogRecord(
                kafkaRecord.offset(),
                () -> topicId + ":" + fingerprint.apply(body),
                List.of(reader.event(kafkaRecord.key(), body)));
    }

    /** The value; a tombstone, which no writer writes, is an empty one. */
    static byte[] body(ConsumerRecord<byte[], byte[]> kafkaRecord) {
        return kafkaRecord.value() == null ? NOTHING : kafkaRecord.value();
    }
}

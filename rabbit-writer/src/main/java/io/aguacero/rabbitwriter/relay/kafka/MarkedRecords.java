package io.aguacero.rabbitwriter.relay.kafka;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.rabbitwriter.relay.MarkedEvent;
import io.aguacero.rabbitwriter.relay.RelayPosition;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What is to be relayed among the records of the journal. Most of them aren't, and are only asked for their mark. */
final class MarkedRecords {
    private static final String MARK = CloudEventHeaders.PREFIX + "relay";
    private static final byte[] RABBITMQ = DeliveryPath.RABBITMQ.label().getBytes(StandardCharsets.UTF_8);
    private static final byte[] NOTHING = {};

    private MarkedRecords() {}

    static boolean isMarked(ConsumerRecord<byte[], byte[]> journal) {
        Header mark = journal.headers().lastHeader(MARK);
        return mark != null && Arrays.equals(mark.value(), RABBITMQ);
    }

    /** The event as it is to be published; null when no writer of this pipeline wrote the record. */
    static @Nullable MarkedEvent read(ConsumerRecord<byte[], byte[]> journal) {
        String key = journal.key() == null ? null : new String(journal.key(), StandardCharsets.UTF_8);
        byte[] payload = journal.value() == null ? NOTHING : journal.value();
        return CloudEventHeaders.read(name -> header(journal, name), key, payload)
                        instanceof DecodedEvent.Readable(var event)
                ? new MarkedEvent(
                        new RelayPosition(journal.offset(), journal.leaderEpoch()),
                        event.toBuilder().clearRelay().build())
                : null;
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> journal, String name) {
        Header header = journal.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

package io.aguacero.aggregation;

import io.aguacero.contracts.wire.DecodedEvent;
import java.util.List;

/**
 * One record of a shard's log. On Kafka it holds one event, on RabbitMQ one or several.
 *
 * @param offset its place in the log, from 0; a log may have holes
 * @param fingerprint of the whole record, see {@link io.aguacero.contracts.wire.Fingerprint}
 * @param events in the record's order
 */
public record LogRecord(long offset, String fingerprint, List<DecodedEvent> events) {
    /** Refuses what no log has. */
    public LogRecord {
        if (offset < 0 || fingerprint.isEmpty()) {
            throw new IllegalArgumentException("a record has an offset from 0 and a fingerprint");
        }
        events = List.copyOf(events);
    }
}

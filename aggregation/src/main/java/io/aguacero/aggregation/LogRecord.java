package io.aguacero.aggregation;

import io.aguacero.contracts.wire.DecodedEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One record of a shard's log. On Kafka it holds one event, on RabbitMQ one or several. Not safe for threads. */
public final class LogRecord {
    private final long offset;
    private final Supplier<String> digest;
    private final List<DecodedEvent> events;
    private @Nullable String fingerprint;

    /**
     * A record whose fingerprint is computed when it is asked for, which only the last one of a batch ever is.
     *
     * @param offset its place in the log, from 0; a log may have holes
     * @param fingerprint gives that of the whole record, see {@link io.aguacero.contracts.wire.Fingerprint}; never empty
     * @param events in the record's order
     */
    public LogRecord(long offset, Supplier<String> fingerprint, List<DecodedEvent> events) {
        if (offset < 0) {
            throw new IllegalArgumentException("a record has an offset from 0");
        }
        this.offset = offset;
        this.digest = fingerprint;
        this.events = List.copyOf(events);
    }

    /** The same, its fingerprint known. */
    public LogRecord(long offset, String fingerprint, List<DecodedEvent> events) {
        this(offset, () -> fingerprint, events);
        if (fingerprint.isEmpty()) {
            throw new IllegalArgumentException("a record has a fingerprint");
        }
    }

    /** Its place in the log, from 0. */
    public long offset() {
        return offset;
    }

    /** Fingerprint of the whole record. */
    public String fingerprint() {
        String known = fingerprint;
        if (known == null) {
            known = digest.get();
            fingerprint = known;
        }
        return known;
    }

    /** In the record's order. */
    public List<DecodedEvent> events() {
        return events;
    }
}

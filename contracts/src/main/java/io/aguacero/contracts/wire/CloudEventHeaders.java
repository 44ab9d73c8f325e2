package io.aguacero.contracts.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event in CloudEvents binary mode: its attributes as headers, its original JSON bytes as the message's body. The
 * same header names on both brokers.
 */
public final class CloudEventHeaders {
    /** Prefix of the attributes' names in headers. */
    public static final String PREFIX = "ce_";
    /** Kafka header of the content type; on RabbitMQ it is the message's content-type property. */
    public static final String CONTENT_TYPE_HEADER = "content-type";
    /** Content type of one event in binary mode. */
    public static final String CONTENT_TYPE = "application/json";

    private static final int PARTITION_KEY = AttributeTexts.place(Attributes.PARTITION_KEY);
    private static final List<String> PREFIXED =
            AttributeTexts.names().stream().map(PREFIX::concat).toList();

    private CloudEventHeaders() {}

    /** Gives every {@code ce_} header of an event but the partition key's, which on Kafka is the record's key. */
    public static void write(EventEnvelope event, BiConsumer<String, String> header) {
        EventAttributes.write(event, (name, value) -> header.accept(PREFIX + name, value));
    }

    /** Gives the header of the partition key, for a broker whose messages have no key of their own. */
    public static void writeKey(EventEnvelope event, BiConsumer<String, String> header) {
        header.accept(PREFIX + Attributes.PARTITION_KEY, event.getKey());
    }

    /**
     * Reads an event.
     *
     * @param header value of the header of that name, or null when there is none
     * @param key the record's key; null when the key travels as a header
     * @param payload the message's body, taken over without a copy: it must not be changed afterwards
     */
    public static DecodedEvent read(Function<String, @Nullable String> header, @Nullable String key, byte[] payload) {
        AttributeTexts texts = new AttributeTexts();
        for (int place = 0; place < PREFIXED.size(); place++) {
            texts.set(place, header.apply(PREFIXED.get(place)));
        }
        return read(texts, key, payload);
    }

    static DecodedEvent read(AttributeTexts texts, @Nullable String key, byte[] payload) {
        if (key != null) {
            texts.set(PARTITION_KEY, key);
        }
        try {
            EventEnvelope event = EventAttributes.read(texts, UnsafeByteOperations.unsafeWrap(payload));
            return new DecodedEvent.Readable(event);
        } catch (EventAttributes.Unusable e) {
            return new DecodedEvent.Poisoned(e.code(), e.reason(), payload);
        }
    }
}

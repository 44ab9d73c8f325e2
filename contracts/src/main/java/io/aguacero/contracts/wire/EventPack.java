package io.aguacero.contracts.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.BatchReading;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.json.Span;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several events in one message: a CloudEvents JSON batch, in which each event's original bytes stand untouched as
 * {@code data}. Reading tells sound events from damaged ones, so that one of them doesn't cost the others.
 */
public final class EventPack {
    /** Content type of a pack. */
    public static final String CONTENT_TYPE = "application/cloudevents-batch+json";
    /** Most events in a pack. */
    public static final int EVENTS_MAX = 10_000;

    private EventPack() {}

    /**
     * Packs events, 1 to {@link #EVENTS_MAX}, whose payloads the door has checked to be JSON.
     *
     * @throws IllegalArgumentException if there are none, or too many
     */
    public static byte[] encode(List<EventEnvelope> events) {
        if (events.isEmpty() || events.size() > EVENTS_MAX) {
            throw new IllegalArgumentException("a pack holds 1 to " + EVENTS_MAX + " events, not " + events.size());
        }
        PackWriter writer = new PackWriter(events);
        events.forEach(writer::add);
        return writer.finish();
    }

    /** The events of a pack in order; a message that is no pack at all is one poisoned event. Never throws. */
    public static List<DecodedEvent> decode(byte[] body) {
        List<DecodedEvent> plain = PlainPack.decode(body);
        return plain == null ? read(body) : plain;
    }

    /** Reads any pack, sound or not. */
    static List<DecodedEvent> read(byte[] body) {
        return switch (PayloadReader.ENVELOPES.readItems(body, EVENTS_MAX)) {
            case BatchReading.Items(List<PayloadReading> items)
            when items.isEmpty() ->
                List.of(new DecodedEvent.Poisoned(ErrorCode.EMPTY_BATCH.slug(), "the pack holds no event", body));
            case BatchReading.Items(List<PayloadReading> items) ->
                items.stream().map(item -> event(body, item)).toList();
            case BatchReading.TooManyItems(int itemsMax) ->
                List.of(new DecodedEvent.Poisoned(
                        ErrorCode.TOO_LARGE.slug(), "the pack holds more than " + itemsMax + " events", body));
            case BatchReading.Unparsable(String reason, int offset) ->
                List.of(new DecodedEvent.Poisoned(
                        ErrorCode.MALFORMED.slug(), "the pack " + reason + " (byte " + offset + ")", body));
        };
    }

    private static DecodedEvent event(byte[] body, PayloadReading item) {
        return switch (item) {
            case PayloadReading.Unparsable(String reason, int offset, Span span) ->
                poisoned(ErrorCode.MALFORMED, "the event " + reason + " (byte " + offset + " of its pack)", body, span);
            case PayloadReading.Parsed parsed -> event(body, parsed);
        };
    }

    private static DecodedEvent event(byte[] body, PayloadReading.Parsed item) {
        if (!item.document().isObject()) {
            return poisoned(ErrorCode.MALFORMED, "the event is not a JSON object", body, item.span());
        }
        Span data = item.members().get(Attributes.DATA);
        if (data == null) {
            return poisoned(ErrorCode.MALFORMED, "the event has no data", body, item.span());
        }
        try {
            AttributeTexts texts = new AttributeTexts();
            for (int place = 0; place < AttributeTexts.names().size(); place++) {
                texts.set(place, text(item.document().get(AttributeTexts.names().get(place))));
            }
            return new DecodedEvent.Readable(EventAttributes.read(texts, verbatim(body, data)));
        } catch (EventAttributes.Unusable e) {
            return new DecodedEvent.Poisoned(e.code(), e.reason(), slice(body, item.span()));
        }
    }

    /** Attributes of a pack are strings; anything else is as good as missing. */
    private static @Nullable String text(@Nullable JsonNode attribute) {
        return attribute != null && attribute.isTextual() ? attribute.textValue() : null;
    }

    /** The payload with the white space around it, which belongs to the original bytes as well. */
    static ByteString verbatim(byte[] body, Span data) {
        int start = data.start();
        while (isWhiteSpace(body[start - 1])) {
            start--;
        }
        int end = data.end();
        while (isWhiteSpace(body[end])) {
            end++;
        }
        return UnsafeByteOperations.unsafeWrap(body, start, end - start);
    }

    private static boolean isWhiteSpace(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
    }

    private static DecodedEvent poisoned(ErrorCode code, String reason, byte[] body, Span span) {
        return new DecodedEvent.Poisoned(code.slug(), reason, slice(body, span));
    }

    private static byte[] slice(byte[] body, Span span) {
        return Arrays.copyOfRange(body, span.start(), span.end());
    }
}

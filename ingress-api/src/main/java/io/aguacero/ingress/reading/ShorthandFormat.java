package io.aguacero.ingress.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.json.Span;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.PlainReader;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.Submission;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plain JSON for one kind: an object, an array of objects, or one object a line. Besides the kind's own fields an object
 * may carry {@code id} and {@code time}, which belong to the event and not to its payload.
 */
public final class ShorthandFormat implements BodyFormat {
    static final String ID = "id";
    static final String TIME = "time";

    private final String kind;
    private final @Nullable String idempotencyKey;
    private final boolean lines;
    private final PlainReaders plain;
    private final ItemLimits limits;

    /**
     * @param kind what every item is meant to be
     * @param idempotencyKey the request's own key: the id of a single event, {@code KEY/index} in a batch
     * @param lines whether the body is NDJSON
     * @param plain made with {@link #compiled}
     */
    public ShorthandFormat(
            String kind, @Nullable String idempotencyKey, boolean lines, PlainReaders plain, ItemLimits limits) {
        this.kind = kind;
        this.idempotencyKey = idempotencyKey;
        this.lines = lines;
        this.plain = plain;
        this.limits = limits;
    }

    /** The compiled checks of kinds whose events come in this form. */
    public static PlainReaders compiled(Collection<EventKind> kinds) {
        return new PlainReaders(kinds, PlainShorthand.ASIDES);
    }

    @Override
    public BodyReading read(byte[] body, Consumer<Reading> items) {
        PlainReader reader = plain.of(kind);
        PlainShorthand quick = reader == null ? null : new PlainShorthand(kind, reader, limits);
        if (lines) {
            return readLines(body, quick, items);
        }
        if (startsArray(body)) {
            List<Reading> all = quick == null ? null : quick.array(body, idempotencyKey);
            if (all != null) {
                all.forEach(items);
                return new BodyReading.Batch();
            }
            return Items.ofArray(
                    PayloadReader.PAYLOADS.readItems(body, limits.itemsMax()),
                    limits,
                    item -> reading(item.parsed(), body, keyOf(item.index())),
                    items);
        }
        Reading one = quick == null ? null : quick.one(body, 0, body.length, idempotencyKey);
        items.accept(
                one != null
                        ? one
                        : Items.one(
                                PayloadReader.PAYLOADS.read(body),
                                0,
                                limits,
                                item -> reading(item.parsed(), body, idempotencyKey)));
        return new BodyReading.Single();
    }

    private BodyReading readLines(byte[] body, @Nullable PlainShorthand quick, Consumer<Reading> items) {
        int index = 0;
        int start = 0;
        while (start < body.length) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (!blank(body, start, end)) {
                if (index == limits.itemsMax()) {
                    return new BodyReading.Unusable(Items.tooMany(limits.itemsMax()));
                }
                Reading one = quick == null ? null : quick.one(body, start, end, keyOf(index));
                items.accept(one != null ? one : line(body, new Span(start, end), index));
                index++;
            }
            start = end + 1;
        }
        return index == 0 ? new BodyReading.Unusable(Items.empty()) : new BodyReading.Batch();
    }

    private Reading line(byte[] body, Span line, int index) {
        if (line.length() > limits.eventBytesMax()) {
            return new Reading.Unreadable(null, Items.tooLarge(limits));
        }
        return Items.one(
                PayloadReader.PAYLOADS.read(body, line),
                index,
                limits,
                item -> reading(item.parsed(), body, keyOf(item.index())));
    }

    private @Nullable String keyOf(int index) {
        return idempotencyKey == null ? null : idempotencyKey + "/" + index;
    }

    private Reading reading(PayloadReading.Parsed parsed, byte[] body, @Nullable String key) {
        if (!(parsed.document() instanceof ObjectNode object)) {
            return new Reading.Unreadable(null, Items.notAnObject());
        }
        JsonNode ownId = object.get(ID);
        if (ownId != null && !(ownId.isTextual() && AttributeForms.validId(ownId.textValue()))) {
            return refusedId("the id must be a string of 1 to 128 bytes without control characters");
        }
        if (key != null && !AttributeForms.validId(key)) {
            return refusedId(
                    "Idempotency-Key, with /index in a batch, must be 1 to 128 bytes without control characters");
        }
        String id = ownId == null ? key : ownId.textValue();
        if (key != null && !key.equals(id)) {
            return refusedId("Idempotency-Key, with /index in a batch, and the id of the event differ");
        }
        JsonNode ownTime = object.get(TIME);
        OptionalLong micros =
                ownTime == null || !ownTime.isTextual() ? OptionalLong.empty() : Timestamps.parse(ownTime.textValue());
        if (ownTime != null && micros.isEmpty()) {
            return new Reading.Unreadable(
                    id, Refusal.at("/time", ErrorCode.INVALID_ATTRIBUTE, "the time must be a string by RFC 3339"));
        }
        ByteString bytes = ownId == null && ownTime == null
                ? ByteString.copyFrom(body, parsed.span().start(), parsed.span().length())
                : PayloadBytes.without(ID, TIME, parsed, body);
        object.remove(ID);
        object.remove(TIME);
        return new Reading.Read(new Submission(
                kind,
                Names.HTTP_SOURCE,
                id,
                micros.isEmpty() ? null : micros.getAsLong(),
                new Payload.Unchecked(object, ""),
                bytes,
                "",
                0,
                null));
    }

    private static Reading refusedId(String reason) {
        return new Reading.Unreadable(null, Refusal.at("/id", ErrorCode.INVALID_ID, reason));
    }

    private static boolean startsArray(byte[] body) {
        int at = afterWhiteSpace(body, 0);
        return at < body.length && body[at] == '[';
    }

    static int afterWhiteSpace(byte[] body, int from) {
        int at = from;
        while (at < body.length && whiteSpace(body[at])) {
            at++;
        }
        return at;
    }

    private static boolean blank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!whiteSpace(body[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean whiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}

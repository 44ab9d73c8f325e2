package io.aguacero.insights.letters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.json.Span;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.insights.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The event that replays a letter, as the door takes it: a CloudEvent in JSON. What a person mended is used, the rest is
 * the letter's own, its payload byte by byte.
 */
final class ReplayDocument {
    private static final String DATA = "data";
    private static final String REPLAY_OF = "replayof";

    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable String data;

    private ReplayDocument() {}

    /**
     * The document, or why there is none.
     *
     * @param mended an object with the members of a CloudEvent that differ, for example {@code data} alone; empty for none
     * @param tenant whose event the door makes of it
     */
    static Answer<byte[]> of(StoredLetter letter, byte[] mended, String tenant) {
        ReplayDocument document = new ReplayDocument();
        EventEnvelope event = letter.event();
        if (event != null) {
            if (!event.getTenant().equals(tenant)) {
                return LetterReading.refused(
                        ErrorCode.REPLAY_REFUSED, "it takes a key of the letter's own tenant to replay it");
            }
            document.take(event);
        }
        if (mended.length > 0) {
            PayloadReading reading = PayloadReader.ENVELOPES.read(mended);
            if (!(reading instanceof PayloadReading.Parsed parsed)
                    || !parsed.document().isObject()) {
                return LetterReading.refused(
                        ErrorCode.MALFORMED, "the body must be a JSON object with what is mended of the event");
            }
            if (!document.take(parsed, mended)) {
                return LetterReading.refused(
                        ErrorCode.INVALID_ATTRIBUTE,
                        "an attribute of the mended event must be a string, number or boolean");
            }
        }
        if (document.data == null || (event == null && mended.length == 0)) {
            return LetterReading.refused(
                    ErrorCode.LETTER_UNREADABLE,
                    event == null
                            ? "its event couldn't be decoded: send the mended event as the body"
                            : "its payload isn't JSON: send the mended data in the body");
        }
        return new Answer.Given<>(document.bytes(letter.id().toString()));
    }

    private void take(EventEnvelope event) {
        attributes.put("id", event.getId());
        attributes.put("source", event.getSource());
        attributes.put("type", event.getKind());
        attributes.put("time", Timestamps.format(event.getTimeMicros()));
        if (!event.getRunId().isEmpty()) {
            attributes.put("runid", event.getRunId());
        }
        if (event.getSequence() != 0) {
            attributes.put("sequence", Long.toUnsignedString(event.getSequence()));
        }
        if (PayloadReader.PAYLOADS.read(event.getPayload().toByteArray()) instanceof PayloadReading.Parsed) {
            data = event.getPayload().toStringUtf8();
        }
    }

    private boolean take(PayloadReading.Parsed parsed, byte[] body) {
        for (Map.Entry<String, JsonNode> member : parsed.document().properties()) {
            if (!member.getKey().equals(DATA)) {
                if (!member.getValue().isValueNode()) {
                    return false;
                }
                attributes.put(member.getKey(), member.getValue().asText());
            }
        }
        Span span = parsed.members().get(DATA);
        if (span != null) {
            data = new String(body, span.start(), span.length(), StandardCharsets.UTF_8);
        }
        return true;
    }

    private byte[] bytes(String letter) {
        attributes.putIfAbsent("specversion", "1.0");
        attributes.put(REPLAY_OF, letter);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeFieldName(DATA);
            json.writeRawValue(data);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}

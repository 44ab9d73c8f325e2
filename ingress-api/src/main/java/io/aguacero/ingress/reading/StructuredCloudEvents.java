package io.aguacero.ingress.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.json.Span;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Refusal;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents in JSON format: one document, or an array of them. The payload is the bytes of member {@code data};
 * {@code data_base64} is refused, as a payload is JSON.
 */
public final class StructuredCloudEvents implements BodyFormat {
    private static final String DATA = "data";

    private final boolean batch;
    private final ItemLimits limits;

    /** The form of {@code application/cloudevents-batch+json} or of {@code application/cloudevents+json}. */
    public StructuredCloudEvents(boolean batch, ItemLimits limits) {
        this.batch = batch;
        this.limits = limits;
    }

    @Override
    public BodyReading read(byte[] body, Consumer<Reading> items) {
        if (batch) {
            return Items.ofArray(
                    PayloadReader.ENVELOPES.readItems(body, limits.itemsMax()),
                    limits,
                    item -> reading(item.parsed(), body),
                    items);
        }
        items.accept(Items.one(PayloadReader.ENVELOPES.read(body), 0, limits, item -> reading(item.parsed(), body)));
        return new BodyReading.Single();
    }

    private static Reading reading(PayloadReading.Parsed parsed, byte[] body) {
        JsonNode document = parsed.document();
        if (!document.isObject()) {
            return new Reading.Unreadable(null, Items.notAnObject());
        }
        for (Map.Entry<String, JsonNode> member : document.properties()) {
            if (!member.getKey().equals(DATA) && !scalar(member.getValue())) {
                return CloudEvent.refused(
                        null, escaped(member.getKey()), "an attribute is a string, number or boolean");
            }
        }
        if (document.has("data_base64")) {
            return CloudEvent.refused(null, "data_base64", "the payload is JSON and belongs in data");
        }
        JsonNode data = document.get(DATA);
        Span span = parsed.members().get(DATA);
        if (data == null || span == null) {
            return CloudEvent.refused(null, DATA, "data is required");
        }
        String contentType = text(document, "datacontenttype");
        if (contentType != null && !MediaType.parse(contentType).isJson()) {
            return new Reading.Unreadable(
                    null,
                    Refusal.at(
                            "/datacontenttype",
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "datacontenttype must be a JSON type"));
        }
        ByteString bytes = ByteString.copyFrom(body, span.start(), span.length());
        return CloudEvent.of(name -> text(document, name), new Payload.Unchecked(data, "/" + DATA), bytes);
    }

    private static boolean scalar(JsonNode value) {
        return value.isTextual() || value.isIntegralNumber() || value.isBoolean() || value.isNull();
    }

    /** An attribute as text; one that is null counts as absent, as the JSON format of CloudEvents says. */
    private static @Nullable String text(JsonNode document, String name) {
        JsonNode value = document.get(name);
        return value == null || value.isNull() ? null : value.asText();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}

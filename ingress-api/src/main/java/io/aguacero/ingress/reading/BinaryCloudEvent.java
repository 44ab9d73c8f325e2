package io.aguacero.ingress.reading;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.Span;
import io.aguacero.contracts.kinds.PlainReader;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A CloudEvent in binary mode: the attributes are {@code ce-*} headers, the body is the payload. */
public final class BinaryCloudEvent implements BodyFormat {
    private static final List<String> ATTRIBUTES = List.of(
            "specversion",
            "id",
            "source",
            "type",
            "time",
            "runid",
            "sequence",
            "replayof",
            "tenant",
            "sender",
            "acceptedat",
            "partitionkey");

    private final Function<String, List<String>> header;
    private final PlainReaders payloads;
    private final ItemLimits limits;

    /**
     * @param header the values of all headers of a name
     * @param payloads of each kind
     */
    public BinaryCloudEvent(Function<String, List<String>> header, PlainReaders payloads, ItemLimits limits) {
        this.header = header;
        this.payloads = payloads;
        this.limits = limits;
    }

    @Override
    public BodyReading read(byte[] body, Consumer<Reading> items) {
        items.accept(reading(body));
        return new BodyReading.Single();
    }

    private Reading reading(byte[] body) {
        Map<String, String> attributes = new HashMap<>();
        for (String name : ATTRIBUTES) {
            List<String> values = header.apply("ce-" + name);
            if (values.size() > 1) {
                return refused(name, "ce-" + name + " is given twice");
            }
            if (!values.isEmpty()) {
                Optional<String> value = HeaderText.decode(values.getFirst());
                if (value.isEmpty()) {
                    return refused(name, "ce-" + name + " isn't printable ASCII with percent-encoded UTF-8");
                }
                attributes.put(name, value.get());
            }
        }
        PlainReader plain = payloads.of(attributes.getOrDefault("type", ""));
        if (plain != null && body.length <= limits.eventBytesMax() && plain.read(body, 0, body.length)) {
            return CloudEvent.of(attributes::get, new Payload.Checked(plain.key()), plain.payload());
        }
        return Items.one(PayloadReader.PAYLOADS.read(body), 0, limits, item -> {
            Span span = item.parsed().span();
            return CloudEvent.of(
                    attributes::get,
                    new Payload.Unchecked(item.parsed().document(), ""),
                    ByteString.copyFrom(body, span.start(), span.length()));
        });
    }

    private static Reading refused(String attribute, String reason) {
        return attribute.equals("id")
                ? new Reading.Unreadable(null, Refusal.at("/id", ErrorCode.INVALID_ID, reason))
                : CloudEvent.refused(null, attribute, reason);
    }
}

package io.aguacero.contracts.wire;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The attributes of an envelope as text and back, whatever document they stand in. */
final class EventAttributes {
    private static final int ID_BYTES_MAX = 128;
    private static final int NAME_BYTES_MAX = 256;
    private static final int SOURCE_BYTES_MAX = 1_024;
    private static final int KEY_BYTES_MAX = 256;

    private static final int SPEC_VERSION = AttributeTexts.place(Attributes.SPEC_VERSION);
    private static final int ID = AttributeTexts.place(Attributes.ID);
    private static final int SOURCE = AttributeTexts.place(Attributes.SOURCE);
    private static final int TYPE = AttributeTexts.place(Attributes.TYPE);
    private static final int TIME = AttributeTexts.place(Attributes.TIME);
    private static final int ACCEPTED_AT = AttributeTexts.place(Attributes.ACCEPTED_AT);
    private static final int TENANT = AttributeTexts.place(Attributes.TENANT);
    private static final int SENDER = AttributeTexts.place(Attributes.SENDER);
    private static final int RUN_ID = AttributeTexts.place(Attributes.RUN_ID);
    private static final int SEQUENCE = AttributeTexts.place(Attributes.SEQUENCE);
    private static final int RELAY = AttributeTexts.place(Attributes.RELAY);
    private static final int REPLAY_OF = AttributeTexts.place(Attributes.REPLAY_OF);
    private static final int TRACE_PARENT = AttributeTexts.place(Attributes.TRACE_PARENT);
    private static final int PARTITION_KEY = AttributeTexts.place(Attributes.PARTITION_KEY);

    private EventAttributes() {}

    /** Gives every attribute but the partition key. */
    static void write(EventEnvelope event, BiConsumer<String, String> attribute) {
        attribute.accept(Attributes.SPEC_VERSION, Attributes.SPEC_VERSION_1);
        attribute.accept(Attributes.ID, event.getId());
        attribute.accept(Attributes.SOURCE, event.getSource());
        attribute.accept(Attributes.TYPE, event.getKind());
        attribute.accept(Attributes.TIME, Timestamps.format(event.getTimeMicros()));
        attribute.accept(Attributes.ACCEPTED_AT, Timestamps.format(event.getAcceptedAtMicros()));
        if (!event.getTenant().equals(Names.DEFAULT_TENANT)) {
            attribute.accept(Attributes.TENANT, event.getTenant());
        }
        if (!event.getSender().isEmpty()) {
            attribute.accept(Attributes.SENDER, event.getSender());
        }
        if (!event.getRunId().isEmpty()) {
            attribute.accept(Attributes.RUN_ID, event.getRunId());
        }
        if (event.getSequence() != 0) {
            attribute.accept(Attributes.SEQUENCE, Long.toUnsignedString(event.getSequence()));
        }
        if (!event.getRelay().isEmpty()) {
            attribute.accept(Attributes.RELAY, event.getRelay());
        }
        if (!event.getReplayOf().isEmpty()) {
            attribute.accept(Attributes.REPLAY_OF, event.getReplayOf());
        }
        if (!event.getTraceparent().isEmpty()) {
            attribute.accept(Attributes.TRACE_PARENT, event.getTraceparent());
        }
    }

    static EventEnvelope read(AttributeTexts texts, ByteString payload) throws Unusable {
        String version = required(texts, Attributes.SPEC_VERSION, SPEC_VERSION, NAME_BYTES_MAX);
        if (!version.equals(Attributes.SPEC_VERSION_1)) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, "specversion must be " + Attributes.SPEC_VERSION_1);
        }
        EventEnvelope.Builder event = EventEnvelope.newBuilder()
                .setId(required(texts, Attributes.ID, ID, ID_BYTES_MAX))
                .setSource(required(texts, Attributes.SOURCE, SOURCE, SOURCE_BYTES_MAX))
                .setKind(required(texts, Attributes.TYPE, TYPE, NAME_BYTES_MAX));
        long time = time(texts, Attributes.TIME, TIME);
        boolean stamped = Objects.equals(texts.get(TIME), texts.get(ACCEPTED_AT));
        return event.setTimeMicros(time)
                .setAcceptedAtMicros(stamped ? time : time(texts, Attributes.ACCEPTED_AT, ACCEPTED_AT))
                .setTenant(optional(texts, Attributes.TENANT, TENANT, Names.DEFAULT_TENANT))
                .setSender(optional(texts, Attributes.SENDER, SENDER, ""))
                .setRunId(optional(texts, Attributes.RUN_ID, RUN_ID, ""))
                .setSequence(sequence(texts.get(SEQUENCE)))
                .setRelay(optional(texts, Attributes.RELAY, RELAY, ""))
                .setReplayOf(replayOf(texts.get(REPLAY_OF)))
                .setTraceparent(traceparent(texts.get(TRACE_PARENT)))
                .setKey(key(texts))
                .setPayload(payload)
                .build();
    }

    private static String required(AttributeTexts texts, String name, int place, int bytesMax) throws Unusable {
        String value = present(texts, name, place);
        if (isPlain(value, bytesMax)) {
            return value;
        }
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > bytesMax || value.chars().anyMatch(Character::isISOControl)) {
            throw new Unusable(codeOf(name), name + " must be 1 to " + bytesMax + " bytes without control characters");
        }
        return value;
    }

    /** Whether a text is certainly one of 1 to so many bytes without control characters: so most are, and it is quick. */
    private static boolean isPlain(String value, int bytesMax) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return length >= 1 && length <= bytesMax;
    }

    private static String optional(AttributeTexts texts, String name, int place, String absent) throws Unusable {
        return texts.get(place) == null ? absent : required(texts, name, place, NAME_BYTES_MAX);
    }

    private static String key(AttributeTexts texts) throws Unusable {
        String key = present(texts, Attributes.PARTITION_KEY, PARTITION_KEY);
        if (!isPlain(key, KEY_BYTES_MAX)
                && (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX)) {
            throw new Unusable(
                    ErrorCode.INVALID_ATTRIBUTE, "the partition key must be 1 to " + KEY_BYTES_MAX + " bytes");
        }
        return key;
    }

    private static String present(AttributeTexts texts, String name, int place) throws Unusable {
        String value = texts.get(place);
        if (value == null) {
            throw new Unusable(codeOf(name), name + " is missing");
        }
        return value;
    }

    private static ErrorCode codeOf(String name) {
        return name.equals(Attributes.ID) ? ErrorCode.INVALID_ID : ErrorCode.INVALID_ATTRIBUTE;
    }

    private static long time(AttributeTexts texts, String name, int place) throws Unusable {
        OptionalLong micros = Timestamps.parse(present(texts, name, place));
        if (micros.isEmpty()) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, name + " must be a time by RFC 3339");
        }
        return micros.getAsLong();
    }

    private static long sequence(@Nullable String text) throws Unusable {
        if (text == null) {
            return 0;
        }
        try {
            long sequence = Long.parseUnsignedLong(text);
            if (sequence != 0) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            // Refused below, as zero is.
        }
        throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, "sequence must be a whole number from 1");
    }

    private static String replayOf(@Nullable String text) throws Unusable {
        if (text != null && LetterId.parse(text).isEmpty()) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, "replayof must be PATH/SHARD/OFFSET/INDEX");
        }
        return text == null ? "" : text;
    }

    /** A malformed one is as good as none: no event is given up for it. */
    private static String traceparent(@Nullable String text) {
        return TraceContext.valid(text) ? text : "";
    }

    /** An attribute that no writer of this pipeline writes. Expected, so it carries no trace. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
        private final ErrorCode code;
        private final String reason;

        Unusable(ErrorCode code, String reason) {
            super(reason, null, false, false);
            this.code = code;
            this.reason = reason;
        }

        String code() {
            return code.slug();
        }

        String reason() {
            return reason;
        }
    }
}

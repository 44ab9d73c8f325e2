package io.aguacero.contracts.wire;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The attributes of an envelope as text and back, whatever document they stand in. */
final class EventAttributes {
    private static final int ID_BYTES_MAX = 128;
    private static final int NAME_BYTES_MAX = 256;
    private static final int SOURCE_BYTES_MAX = 1_024;
    private static final int KEY_BYTES_MAX = 256;

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
    }

    static EventEnvelope read(Function<String, @Nullable String> attribute, ByteString payload) throws Unusable {
        String version = required(attribute, Attributes.SPEC_VERSION, NAME_BYTES_MAX);
        if (!version.equals(Attributes.SPEC_VERSION_1)) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, "specversion must be " + Attributes.SPEC_VERSION_1);
        }
        return EventEnvelope.newBuilder()
                .setId(required(attribute, Attributes.ID, ID_BYTES_MAX))
                .setSource(required(attribute, Attributes.SOURCE, SOURCE_BYTES_MAX))
                .setKind(required(attribute, Attributes.TYPE, NAME_BYTES_MAX))
                .setTimeMicros(time(attribute, Attributes.TIME))
                .setAcceptedAtMicros(time(attribute, Attributes.ACCEPTED_AT))
                .setTenant(optional(attribute, Attributes.TENANT, Names.DEFAULT_TENANT))
                .setRunId(optional(attribute, Attributes.RUN_ID, ""))
                .setSequence(sequence(attribute))
                .setRelay(optional(attribute, Attributes.RELAY, ""))
                .setReplayOf(replayOf(attribute))
                .setKey(key(attribute))
                .setPayload(payload)
                .build();
    }

    private static String required(Function<String, @Nullable String> attribute, String name, int bytesMax)
            throws Unusable {
        String value = present(attribute, name);
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > bytesMax || value.chars().anyMatch(Character::isISOControl)) {
            throw new Unusable(codeOf(name), name + " must be 1 to " + bytesMax + " bytes without control characters");
        }
        return value;
    }

    private static String optional(Function<String, @Nullable String> attribute, String name, String absent)
            throws Unusable {
        return attribute.apply(name) == null ? absent : required(attribute, name, NAME_BYTES_MAX);
    }

    private static String key(Function<String, @Nullable String> attribute) throws Unusable {
        String key = present(attribute, Attributes.PARTITION_KEY);
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX) {
            throw new Unusable(
                    ErrorCode.INVALID_ATTRIBUTE, "the partition key must be 1 to " + KEY_BYTES_MAX + " bytes");
        }
        return key;
    }

    private static String present(Function<String, @Nullable String> attribute, String name) throws Unusable {
        String value = attribute.apply(name);
        if (value == null) {
            throw new Unusable(codeOf(name), name + " is missing");
        }
        return value;
    }

    private static ErrorCode codeOf(String name) {
        return name.equals(Attributes.ID) ? ErrorCode.INVALID_ID : ErrorCode.INVALID_ATTRIBUTE;
    }

    private static long time(Function<String, @Nullable String> attribute, String name) throws Unusable {
        OptionalLong micros = Timestamps.parse(present(attribute, name));
        if (micros.isEmpty()) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, name + " must be a time by RFC 3339");
        }
        return micros.getAsLong();
    }

    private static long sequence(Function<String, @Nullable String> attribute) throws Unusable {
        String text = attribute.apply(Attributes.SEQUENCE);
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

    private static String replayOf(Function<String, @Nullable String> attribute) throws Unusable {
        String text = attribute.apply(Attributes.REPLAY_OF);
        if (text != null && LetterId.parse(text).isEmpty()) {
            throw new Unusable(ErrorCode.INVALID_ATTRIBUTE, "replayof must be PATH/SHARD/OFFSET/INDEX");
        }
        return text == null ? "" : text;
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

package io.aguacero.ingress.reading;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.ingress.Payload;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.Submission;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges the attributes of a CloudEvent 1.0, whichever mode they came in. Extensions other than {@code runid}, {@code
 * sequence} and {@code replayof} aren't carried, nor are {@code subject} and {@code dataschema}.
 */
final class CloudEvent {
    private CloudEvent() {}

    /**
     * The event, or why it is none.
     *
     * @param attribute an attribute's text by its name; null when the event hasn't got it
     */
    static Reading of(Function<String, @Nullable String> attribute, Payload payload, ByteString payloadBytes) {
        String id = attribute.apply("id");
        if (id == null || !AttributeForms.validId(id)) {
            return new Reading.Unreadable(
                    null,
                    Refusal.at(
                            "/id", ErrorCode.INVALID_ID, "id is required, 1 to 128 bytes without control characters"));
        }
        for (String reserved : AttributeForms.RESERVED) {
            if (attribute.apply(reserved) != null) {
                return refused(id, reserved, reserved + " is set by the pipeline alone");
            }
        }
        if (!"1.0".equals(attribute.apply("specversion"))) {
            return refused(id, "specversion", "specversion is required and must be 1.0");
        }
        String type = attribute.apply("type");
        if (type == null || type.isEmpty()) {
            return refused(id, "type", "type is required and names the event's kind");
        }
        String source = attribute.apply("source");
        if (source == null || !AttributeForms.validSource(source)) {
            return refused(id, "source", "source is required, a URI reference of 1 to 1024 bytes");
        }
        String time = attribute.apply("time");
        OptionalLong micros = time == null ? OptionalLong.empty() : Timestamps.parse(time);
        if (time != null && micros.isEmpty()) {
            return refused(id, "time", "time must be a time by RFC 3339");
        }
        String runId = attribute.apply("runid");
        if (runId != null && !AttributeForms.validRunId(runId)) {
            return refused(id, "runid", "runid must be 1 to 256 bytes without control characters");
        }
        String sequence = attribute.apply("sequence");
        OptionalLong position = sequence == null ? OptionalLong.of(0) : sequence(sequence);
        if (position.isEmpty()) {
            return refused(id, "sequence", "sequence must be a whole number from 1");
        }
        String replayOf = attribute.apply("replayof");
        Optional<LetterId> letter = replayOf == null ? Optional.empty() : LetterId.parse(replayOf);
        if (replayOf != null && letter.isEmpty()) {
            return refused(id, "replayof", "replayof must be a dead letter's PATH/SHARD/OFFSET/INDEX");
        }
        if (replayOf != null && time == null) {
            return refused(id, "time", "time is required of an event that replays a dead letter");
        }
        return new Reading.Read(new Submission(
                type,
                source,
                id,
                micros.isEmpty() ? null : micros.getAsLong(),
                payload,
                payloadBytes,
                runId == null ? "" : runId,
                position.getAsLong(),
                letter.orElse(null)));
    }

    /** Refuses the event for one of its attributes. */
    static Reading refused(@Nullable String id, String attribute, String reason) {
        return new Reading.Unreadable(id, Refusal.at("/" + attribute, ErrorCode.INVALID_ATTRIBUTE, reason));
    }

    private static OptionalLong sequence(String text) {
        if (text.isEmpty() || text.length() > 19 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            long position = Long.parseLong(text);
            return position == 0 ? OptionalLong.empty() : OptionalLong.of(position);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}

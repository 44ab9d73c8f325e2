package io.aguacero.contracts.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes a pack by hand, because a JSON generator can't be trusted to leave a payload's bytes alone. */
final class PackWriter {
    /** About what the attributes of an event take, with names; only a first guess at the size. */
    private static final int ATTRIBUTES_BYTES = 384;

    private static final byte[] DATA = ",\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA_CONTENT_TYPE =
            ",\"datacontenttype\":\"application/json\"".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer;
    private int length;

    PackWriter(List<EventEnvelope> events) {
        long guess = 2;
        for (EventEnvelope event : events) {
            guess += ATTRIBUTES_BYTES + event.getPayload().size();
        }
        buffer = new byte[Math.toIntExact(guess)];
        put((byte) '[');
    }

    void add(EventEnvelope event) {
        if (length > 1) {
            put((byte) ',');
        }
        put((byte) '{');
        EventAttributes.write(event, this::attribute);
        attribute(Attributes.PARTITION_KEY, event.getKey());
        put(DATA_CONTENT_TYPE);
        put(DATA);
        ByteString payload = event.getPayload();
        room(payload.size());
        payload.copyTo(buffer, length);
        length += payload.size();
        put((byte) '}');
    }

    byte[] finish() {
        put((byte) ']');
        return Arrays.copyOf(buffer, length);
    }

    private void attribute(String name, String value) {
        if (buffer[length - 1] != '{') {
            put((byte) ',');
        }
        put((byte) '"');
        text(name);
        put((byte) '"');
        put((byte) ':');
        put((byte) '"');
        text(value);
        put((byte) '"');
    }

    /** A text as JSON, its quotes left out. Nearly all are ASCII with nothing to escape, which needs no copy. */
    private void text(String value) {
        int count = value.length();
        room(count);
        for (int i = 0; i < count; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                put(JsonStringEncoder.getInstance().quoteAsUTF8(value));
                return;
            }
            buffer[length + i] = (byte) c;
        }
        length += count;
    }

    private void put(byte octet) {
        room(1);
        buffer[length++] = octet;
    }

    private void put(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void room(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.addExact(Math.max(buffer.length, more), buffer.length));
        }
    }
}

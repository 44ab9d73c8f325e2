package io.aguacero.aggregation.fold;

import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The identity of an event, 16 bytes.
 *
 * @param high its first 8 bytes
 * @param low its last 8 bytes
 */
public record EventId(long high, long low) {
    /** The identity of an event. */
    public static EventId of(EventEnvelope event) {
        return of(EventIdentity.of(event));
    }

    /** From the first 16 bytes. */
    static EventId of(byte[] identity) {
        ByteBuffer bytes = ByteBuffer.wrap(identity);
        return new EventId(bytes.getLong(), bytes.getLong());
    }

    /** Appends the 16 bytes. */
    public void writeTo(ByteBuffer buffer) {
        buffer.putLong(high).putLong(low);
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return ByteBuffer.allocate(EventIdentity.LENGTH)
                .putLong(high)
                .putLong(low)
                .array();
    }

    /** 32 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    /** Length of an identity in bytes. */
    public static int length() {
        return EventIdentity.LENGTH;
    }
}

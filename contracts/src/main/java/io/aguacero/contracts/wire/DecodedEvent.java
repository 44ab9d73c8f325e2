package io.aguacero.contracts.wire;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.Arrays;

/** An event as it was found on a broker. */
public sealed interface DecodedEvent {
    /** All attributes are there and of their form. The payload itself is as the broker gave it, not looked into. */
    record Readable(EventEnvelope event) implements DecodedEvent {}

    /**
     * Something that no writer of this pipeline wrote, or that was damaged since: for the dead letters.
     *
     * @param code slug of an {@link io.aguacero.contracts.ErrorCode}
     * @param reason a sentence for a person, which never repeats the payload
     * @param original the bytes as found: of the message, or of the event's item when it came inside a pack
     */
    record Poisoned(String code, String reason, byte[] original) implements DecodedEvent {
        @Override
        public boolean equals(Object other) {
            return other instanceof Poisoned that
                    && code.equals(that.code)
                    && reason.equals(that.reason)
                    && Arrays.equals(original, that.original);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * code.hashCode() + reason.hashCode()) + Arrays.hashCode(original);
        }

        @Override
        public String toString() {
            return "Poisoned[" + code + ", " + reason + ", " + original.length + " bytes]";
        }
    }
}

package io.aguacero.ingress.reading;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The forms that an event's attributes must have. */
final class AttributeForms {
    /** Set by the pipeline alone: an event that brings one of them is refused, not silently changed. */
    static final Set<String> RESERVED = Set.of("tenant", "sender", "acceptedat", "partitionkey");

    private static final int ID_BYTES_MAX = 128;
    private static final int SOURCE_BYTES_MAX = 1_024;
    private static final int RUN_ID_BYTES_MAX = 256;

    private AttributeForms() {}

    /** Whether a text may be an id: 1 to 128 bytes of UTF-8 without control characters. */
    static boolean validId(String text) {
        return validText(text, ID_BYTES_MAX);
    }

    /** Whether a text may be a source: 1 to 1024 bytes of UTF-8 without control characters and spaces. */
    static boolean validSource(String text) {
        return validText(text, SOURCE_BYTES_MAX) && text.indexOf(' ') < 0;
    }

    /** Whether a text may name a run: 1 to 256 bytes of UTF-8 without control characters. */
    static boolean validRunId(String text) {
        return validText(text, RUN_ID_BYTES_MAX);
    }

    private static boolean validText(String text, int bytesMax) {
        if (text.isEmpty() || text.length() > bytesMax) {
            return false;
        }
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            ascii &= c < 0x80;
        }
        return ascii || text.getBytes(StandardCharsets.UTF_8).length <= bytesMax;
    }
}

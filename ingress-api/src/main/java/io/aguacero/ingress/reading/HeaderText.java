package io.aguacero.ingress.reading;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Header values of CloudEvents binary mode (HTTP protocol binding 1.0.2, section 3.1.3.2). */
final class HeaderText {
    private HeaderText() {}

    /** The value with quotes and one round of percent-encoding undone; empty if it is not ASCII or hides no UTF-8. */
    static Optional<String> decode(String value) {
        boolean plain = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                return Optional.empty();
            }
            plain &= c != '%' && c != '"';
        }
        return plain ? Optional.of(value) : percentDecoded(unquoted(value));
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            if (value.charAt(i) == '\\' && i + 1 < value.length() - 1) {
                i++;
            }
            text.append(value.charAt(i));
        }
        return text.toString();
    }

    private static Optional<String> percentDecoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
            } else if (i + 2 < text.length() && hex(text, i + 1) >= 0 && hex(text, i + 2) >= 0) {
                bytes.put((byte) (hex(text, i + 1) * 16 + hex(text, i + 2)));
                i += 2;
            } else {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int hex(String text, int at) {
        return Character.digit(text.charAt(at), 16);
    }
}

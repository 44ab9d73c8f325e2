package io.aguacero.contracts.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts of attributes, made again only when they differ from those of the event before: most have the same kind, source and
 * key as their neighbours. Not safe for threads.
 */
final class RepeatedTexts {
    private final byte[][] lastBytes = new byte[AttributeTexts.names().size()][];
    private final @Nullable String[] lastTexts = new String[lastBytes.length];

    /** The text of an attribute at a place. */
    String of(int place, byte[] body, int start, int end) {
        byte[] last = lastBytes[place];
        String text = lastTexts[place];
        if (text != null && Arrays.equals(last, 0, last.length, body, start, end)) {
            return text;
        }
        String fresh = new String(body, start, end - start, StandardCharsets.UTF_8);
        lastBytes[place] = Arrays.copyOfRange(body, start, end);
        lastTexts[place] = fresh;
        return fresh;
    }
}

package io.aguacero.contracts.kinds;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that a field had and its schema took, by their bytes: names come again and again, and needn't be checked or made
 * again. Bounded; forgotten as a whole when full. Not safe for threads.
 */
final class PlainTexts {
    private static final int SLOTS = 2_048;
    private static final int TEXTS_MAX = SLOTS / 2;
    private static final int BYTES_MAX = 256;

    private final PlainField field;
    private final @Nullable Entry[] slots = new Entry[SLOTS];
    private int size;

    PlainTexts(PlainField field) {
        this.field = field;
    }

    /** The text of some bytes of sound UTF-8; null when the field's schema doesn't take it. */
    @Nullable
    Entry of(byte[] body, int start, int end) {
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + body[i];
        }
        int slot = (hash ^ hash >>> 15) & SLOTS - 1;
        Entry entry = slots[slot];
        while (entry != null) {
            if (entry.hash == hash && Arrays.equals(body, start, end, entry.bytes, 0, entry.bytes.length)) {
                return entry;
            }
            slot = slot + 1 & SLOTS - 1;
            entry = slots[slot];
        }
        return taken(body, start, end, hash, slot);
    }

    private @Nullable Entry taken(byte[] body, int start, int end, int hash, int slot) {
        String text = new String(body, start, end - start, StandardCharsets.UTF_8);
        if (!field.takes(text)) {
            return null;
        }
        Entry entry = new Entry(hash, Arrays.copyOfRange(body, start, end), text);
        if (end - start <= BYTES_MAX) {
            if (size == TEXTS_MAX) {
                Arrays.fill(slots, null);
                size = 0;
            }
            size++;
            slots[slot] = entry;
        }
        return entry;
    }

    /** A text, and as JSON. */
    static final class Entry {
        private final int hash;
        private final byte[] bytes;
        final String text;
        private @Nullable String quoted;

        Entry(int hash, byte[] bytes, String text) {
            this.hash = hash;
            this.bytes = bytes;
            this.text = text;
        }

        /** The text as JSON; made when it is first asked for, which the door never does. */
        String quoted() {
            String json = quoted;
            if (json == null) {
                json = PlainField.quoted(text);
                quoted = json;
            }
            return json;
        }
    }
}

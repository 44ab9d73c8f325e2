package io.aguacero.contracts.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of one event's attributes, each found once and then by its place. Not safe for threads. */
final class AttributeTexts {
    /** Those that an envelope has; the place of each is its place here. */
    private static final List<String> NAMES = List.of(
            Attributes.SPEC_VERSION,
            Attributes.ID,
            Attributes.SOURCE,
            Attributes.TYPE,
            Attributes.TIME,
            Attributes.ACCEPTED_AT,
            Attributes.PARTITION_KEY,
            Attributes.DATA_CONTENT_TYPE,
            Attributes.TENANT,
            Attributes.RUN_ID,
            Attributes.SEQUENCE,
            Attributes.RELAY,
            Attributes.REPLAY_OF,
            Attributes.SENDER,
            Attributes.TRACE_PARENT);

    private static final byte[][] BYTES =
            NAMES.stream().map(name -> name.getBytes(StandardCharsets.US_ASCII)).toArray(byte[][]::new);
    private static final int NONE = -1;

    private final @Nullable String[] texts = new String[BYTES.length];

    /** The place of an attribute that an envelope has; otherwise negative. */
    static int place(String name) {
        return NAMES.indexOf(name);
    }

    /** The same for a name that stands in a body. */
    static int place(byte[] body, int start, int end) {
        for (int place = 0; place < BYTES.length; place++) {
            byte[] name = BYTES[place];
            if (name.length == end - start && Arrays.equals(body, start, end, name, 0, name.length)) {
                return place;
            }
        }
        return NONE;
    }

    static List<String> names() {
        return NAMES;
    }

    @Nullable
    String get(int place) {
        return texts[place];
    }

    void set(int place, @Nullable String text) {
        texts[place] = text;
    }
}

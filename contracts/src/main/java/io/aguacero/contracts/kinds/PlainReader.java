package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.aguacero.contracts.json.PlainScanner;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the payloads of one kind in one walk, without a tree: flat objects of strings and numbers whose schema
 * asks for nothing out of the ordinary. What it takes, {@link io.aguacero.contracts.json.PayloadReader} and
 * {@link EventKind#check} take too, with the same values. Whatever it doesn't take, sound or not, is theirs to judge. Keeps
 * the last payload's values; not safe for threads.
 */
public final class PlainReader {
    private static final int FIELDS_MAX = 62;
    private static final int NAME_MAX = 256;
    private static final int TEXT_MAX = 4_096;
    private static final int ASIDE_MAX = 128;
    private static final int DIGITS_MAX = 9;
    private static final long[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PlainScanner scanner = new PlainScanner();
    private final PlainMembers members = new PlainMembers();
    private final List<PlainField> fields;
    private final List<byte[]> asides;
    private final @Nullable String[] asideTexts;
    private final PlainTexts[] known;
    private final List<PlainRule> rules;
    private final long required;
    private final int key;
    private final List<ValueSpec> values;
    private final int[] valuePlaces;
    private final PlainTexts.@Nullable Entry[] texts;
    private final long[] numbers;
    private long present;

    private PlainReader(
            List<PlainField> fields,
            List<PlainRule> rules,
            long required,
            int key,
            List<ValueSpec> values,
            List<String> asides) {
        this.asides = asides.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.asideTexts = new String[asides.size()];
        this.fields = fields;
        this.known = fields.stream().map(PlainTexts::new).toArray(PlainTexts[]::new);
        this.rules = rules;
        this.required = required;
        this.key = key;
        this.values = values;
        this.valuePlaces = values.stream().mapToInt(this::placeOf).toArray();
        this.texts = new PlainTexts.Entry[fields.size()];
        this.numbers = new long[fields.size()];
    }

    /** For a kind; empty when its schema, its key or its values ask for more than is known here. */
    public static Optional<PlainReader> of(EventKind kind) {
        return of(kind, List.of());
    }

    /**
     * For a kind whose payloads come in documents with further members, which aren't part of the payload whatever its schema
     * says.
     *
     * @param asides names of those members; plain strings of at most 128 bytes
     */
    public static Optional<PlainReader> of(EventKind kind, List<String> asides) {
        JsonNode schema;
        try {
            schema = JSON.readTree(kind.schema().json());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema that was loaded before", e);
        }
        List<PlainField> fields = fields(schema.path("properties"));
        if (!"object".equals(schema.path("type").asText()) || fields.isEmpty() || fields.size() > FIELDS_MAX) {
            return Optional.empty();
        }
        List<PlainRule> rules = new ArrayList<>();
        for (Iterator<String> keywords = schema.fieldNames(); keywords.hasNext(); ) {
            String keyword = keywords.next();
            boolean understood =
                    switch (keyword) {
                        case "$schema", "$id", "type", "properties", "required", "additionalProperties" -> true;
                        case "allOf" -> PlainRule.read(schema.path(keyword), fields, rules);
                        default -> PlainField.isNote(keyword);
                    };
            if (!understood) {
                return Optional.empty();
            }
        }
        long required = 0;
        for (JsonNode name : schema.path("required")) {
            int place = place(fields, name.asText());
            if (place < 0) {
                return Optional.empty();
            }
            required |= 1L << place;
        }
        int key = place(fields, kind.key());
        if (key < 0 || !fields.get(key).text || !bounded(kind, fields)) {
            return Optional.empty();
        }
        return Optional.of(new PlainReader(
                fields, List.copyOf(rules), required, key, kind.aggregate().values(), asides));
    }

    /** The fields; none when any of them isn't plain. */
    private static List<PlainField> fields(JsonNode properties) {
        List<PlainField> fields = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> all = properties.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> one = all.next();
            Optional<PlainField> field = PlainField.of(one.getKey(), one.getValue());
            if (field.isEmpty()) {
                return List.of();
            }
            fields.add(field.get());
        }
        return fields;
    }

    private static boolean bounded(EventKind kind, List<PlainField> fields) {
        for (ValueSpec value : kind.aggregate().values()) {
            int place = place(fields, value.pointer());
            if (place < 0
                    || fields.get(place).text
                    || value.scale() > PlainField.SCALE
                    || !fields.get(place).bound(value.min(), value.max())) {
                return false;
            }
        }
        return true;
    }

    static int place(List<PlainField> fields, String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static int place(List<PlainField> fields, JsonPointer pointer) {
        return pointer.matches() || !pointer.tail().matches() ? -1 : place(fields, pointer.getMatchingProperty());
    }

    /** Place of a field of the payload; negative when the schema doesn't name it. */
    public int placeOf(String field) {
        return place(fields, field);
    }

    /** Place of the field of a value. */
    public int placeOf(ValueSpec value) {
        return place(fields, value.pointer());
    }

    /** Whether a field is a string. */
    public boolean isText(int place) {
        return fields.get(place).text;
    }

    /**
     * Reads a payload with nothing but white space around it; its values can then be asked for.
     *
     * @return false when this isn't for this reader to judge
     */
    public boolean read(byte[] body, int start, int end) {
        return readNext(body, start, end) >= 0 && scanner.finished();
    }

    /**
     * Reads the payload that comes next, whatever follows; its values can then be asked for.
     *
     * @return where it ends; negative when this isn't for this reader to judge
     */
    public int readNext(byte[] body, int start, int end) {
        Arrays.fill(texts, null);
        Arrays.fill(asideTexts, null);
        present = 0;
        scanner.start(body, start, end);
        if (!scanner.take('{')) {
            return -1;
        }
        members.begin(body, scanner.at() - 1);
        do {
            if (!member(body)) {
                return -1;
            }
        } while (scanner.take(','));
        if (!scanner.take('}') || (present & required) != required || !rulesAllow() || !decimalsFit()) {
            return -1;
        }
        members.end(scanner.at());
        return scanner.at();
    }

    private boolean rulesAllow() {
        for (int i = 0; i < rules.size(); i++) {
            if (!rules.get(i).allows(texts)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no value has more decimals than are kept of it, unless it is rounded. */
    private boolean decimalsFit() {
        for (int i = 0; i < valuePlaces.length; i++) {
            ValueSpec value = values.get(i);
            if (has(valuePlaces[i])
                    && !value.rounded()
                    && numbers[valuePlaces[i]] % POWERS[PlainField.SCALE - value.scale()] != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean member(byte[] body) {
        if (!scanner.string(NAME_MAX)) {
            return false;
        }
        for (int i = 0; i < asideTexts.length; i++) {
            if (scanner.tokenIs(asides.get(i))) {
                return aside(i, body);
            }
        }
        int nameStart = scanner.tokenStart() - 1;
        int nameEnd = scanner.tokenEnd() + 1;
        int place = 0;
        while (place < known.length && !scanner.tokenIs(fields.get(place).nameBytes)) {
            place++;
        }
        if (place == known.length || (present & 1L << place) != 0 || !scanner.take(':')) {
            return false;
        }
        present |= 1L << place;
        PlainField field = fields.get(place);
        if (!field.text) {
            if (!scanner.number()) {
                return false;
            }
            members.add(nameStart, nameEnd, scanner.tokenStart(), scanner.tokenEnd());
            return number(field, place, body, scanner.tokenStart(), scanner.tokenEnd());
        }
        if (!scanner.string(place == key ? EventKind.KEY_BYTES_MAX : TEXT_MAX)) {
            return false;
        }
        members.add(nameStart, nameEnd, scanner.tokenStart() - 1, scanner.tokenEnd() + 1);
        int length = scanner.tokenEnd() - scanner.tokenStart();
        texts[place] = known[place].of(body, scanner.tokenStart(), scanner.tokenEnd());
        return texts[place] != null && (place != key || length > 0);
    }

    private boolean aside(int i, byte[] body) {
        if (asideTexts[i] != null || !scanner.take(':') || !scanner.string(ASIDE_MAX)) {
            return false;
        }
        members.leaveOut();
        asideTexts[i] = new String(
                body, scanner.tokenStart(), scanner.tokenEnd() - scanner.tokenStart(), StandardCharsets.UTF_8);
        return true;
    }

    /** A number of few digits, as an integer at the fields' scale. */
    private boolean number(PlainField field, int place, byte[] body, int start, int end) {
        int at = body[start] == '-' ? start + 1 : start;
        long whole = 0;
        int wholeFrom = at;
        while (at < end && body[at] != '.') {
            whole = whole * 10 + body[at++] - '0';
            if (at - wholeFrom > DIGITS_MAX) {
                return false;
            }
        }
        long decimals = 0;
        int count = 0;
        if (at < end) {
            count = end - at - 1;
            if (count > DIGITS_MAX || field.integer) {
                return false;
            }
            for (at++; at < end; at++) {
                decimals = decimals * 10 + body[at] - '0';
            }
        }
        long absolute = whole * POWERS[PlainField.SCALE] + decimals * POWERS[PlainField.SCALE - count];
        numbers[place] = body[start] == '-' ? -absolute : absolute;
        return field.takes(numbers[place]);
    }

    /** The partition key. */
    public String key() {
        PlainTexts.Entry text = texts[key];
        if (text == null) {
            throw new IllegalStateException("nothing has been read");
        }
        return text.text;
    }

    /** What a member that isn't part of the payload says, by its place among them; null when there was none. */
    public @Nullable String aside(int i) {
        return asideTexts[i];
    }

    /**
     * The payload's bytes as they came, without what is around them; or, if there were members that aren't part of it, the
     * others, each as it came, with no white space between them. Shares the body's bytes where it can.
     */
    public ByteString payload() {
        return members.payload();
    }

    /** Whether the payload has a field. */
    public boolean has(int place) {
        return (present & 1L << place) != 0;
    }

    /** A string field as JSON; {@code null} as JSON when it is absent. */
    public String json(int place) {
        PlainTexts.Entry text = texts[place];
        return text == null ? "null" : text.quoted();
    }

    /** A number as an integer at a value's scale. */
    public long scaled(int place, ValueSpec value) {
        long unit = POWERS[PlainField.SCALE - value.scale()];
        return numbers[place] % unit == 0
                ? numbers[place] / unit
                : value.scaled(BigDecimal.valueOf(numbers[place], PlainField.SCALE));
    }
}

package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** One field of a flat payload, with all that its schema asks of it. */
final class PlainField {
    /** Decimals of the numbers that are read here, each an integer at that scale. */
    static final int SCALE = 9;

    private static final Set<String> NOTES =
            Set.of("title", "description", "$comment", "examples", "default", "deprecated");

    final String name;
    final byte[] nameBytes;
    final boolean text;
    final boolean integer;
    private @Nullable Set<String> allowed;
    private @Nullable RegularExpression pattern;
    private int lengthMin;
    private int lengthMax = Integer.MAX_VALUE;
    private long min = Long.MIN_VALUE;
    private long max = Long.MAX_VALUE;

    private PlainField(String name, boolean text, boolean integer) {
        this.name = name;
        this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
        this.text = text;
        this.integer = integer;
    }

    /** From its schema; empty when that asks for anything that is not known here. */
    static Optional<PlainField> of(String name, JsonNode schema) {
        String type = schema.path("type").asText();
        if (!Set.of("string", "number", "integer").contains(type)) {
            return Optional.empty();
        }
        PlainField field = new PlainField(name, type.equals("string"), type.equals("integer"));
        for (Iterator<Map.Entry<String, JsonNode>> keywords = schema.fields(); keywords.hasNext(); ) {
            Map.Entry<String, JsonNode> keyword = keywords.next();
            if (!field.learn(keyword.getKey(), keyword.getValue())) {
                return Optional.empty();
            }
        }
        return Optional.of(field);
    }

    private boolean learn(String keyword, JsonNode value) {
        if (keyword.equals("type") || isNote(keyword)) {
            return true;
        }
        return text ? learnOfText(keyword, value) : learnOfNumber(keyword, value);
    }

    static boolean isNote(String keyword) {
        return NOTES.contains(keyword) || keyword.startsWith(SchemaRules.FREE_PREFIX);
    }

    private boolean learnOfText(String keyword, JsonNode value) {
        switch (keyword) {
            case "enum" -> allowed = texts(value);
            case "minLength" -> lengthMin = value.intValue();
            case "maxLength" -> lengthMax = value.intValue();
            case "pattern" -> {
                try {
                    // The validator's own, which doesn't understand "$" as Java does.
                    pattern = JDKRegularExpressionFactory.getInstance().getRegularExpression(value.asText());
                } catch (PatternSyntaxException e) {
                    return false;
                }
            }
            default -> {
                return false;
            }
        }
        return value.isTextual() || value.isArray() || value.canConvertToInt();
    }

    private boolean learnOfNumber(String keyword, JsonNode value) {
        if (!value.isNumber() || !(keyword.equals("minimum") || keyword.equals("maximum"))) {
            return false;
        }
        Optional<Long> bound = atScale(value.decimalValue());
        if (keyword.equals("minimum")) {
            min = Math.max(min, bound.orElse(Long.MAX_VALUE));
        } else {
            max = Math.min(max, bound.orElse(Long.MIN_VALUE));
        }
        return bound.isPresent();
    }

    /** A bound of the kind, besides those of the schema; false when it can't be held here. */
    boolean bound(BigDecimal least, BigDecimal greatest) {
        Optional<Long> lower = atScale(least);
        Optional<Long> upper = atScale(greatest);
        min = Math.max(min, lower.orElse(Long.MAX_VALUE));
        max = Math.min(max, upper.orElse(Long.MIN_VALUE));
        return lower.isPresent() && upper.isPresent();
    }

    private static Optional<Long> atScale(BigDecimal number) {
        try {
            return Optional.of(number.setScale(SCALE).unscaledValue().longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    static Set<String> texts(JsonNode array) {
        Set<String> texts = new HashSet<>();
        array.forEach(one -> {
            if (one.isTextual()) {
                texts.add(one.textValue());
            }
        });
        return texts;
    }

    /** Whether the schema takes a text without control characters. */
    boolean takes(String value) {
        int length = value.codePointCount(0, value.length());
        return length >= lengthMin
                && length <= lengthMax
                && (allowed == null || allowed.contains(value))
                && (pattern == null || pattern.matches(value));
    }

    /** Whether schema and kind take a number, given at {@link #SCALE}. */
    boolean takes(long value) {
        return value >= min && value <= max;
    }

    /** A text as JSON. */
    static String quoted(String value) {
        StringBuilder json = new StringBuilder(value.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        return json.append('"').toString();
    }
}

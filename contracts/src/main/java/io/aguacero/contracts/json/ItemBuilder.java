package io.aguacero.contracts.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds one item from the parser's tokens within the limits of {@link PayloadReader}. Jackson's own tree reader isn't
 * used because an item beyond a limit must not cost the items after it, and because the bytes of members are wanted.
 */
final class ItemBuilder {
    private final JsonParser parser;
    private final int base;
    private final int depthMax;
    private Map<String, Span> members = Map.of();

    /** Builds from the parser's current token; {@code base} is the offset in the body at which the parser started. */
    ItemBuilder(JsonParser parser, int base, int depthMax) {
        this.parser = parser;
        this.base = base;
        this.depthMax = depthMax;
    }

    PayloadReading read() throws IOException {
        int start = tokenStart();
        int outerDepth = parser.getParsingContext().getNestingDepth();
        if (parser.currentToken().isStructStart()) {
            outerDepth--;
        }
        try {
            JsonNode document =
                    parser.currentToken() == JsonToken.START_OBJECT ? itemObject() : value(parser.currentToken(), 1);
            return new PayloadReading.Parsed(document, new Span(start, tokenEnd()), members);
        } catch (LimitExceeded e) {
            int noticed = tokenStart();
            skipTo(outerDepth);
            return new PayloadReading.Unparsable(e.reason, noticed, new Span(start, tokenEnd()));
        }
    }

    /** The outermost object, of which it also notes where the values stand. */
    private JsonNode itemObject() throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Map<String, Span> spans = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = newName(object);
            JsonToken token = parser.nextToken();
            int start = tokenStart();
            object.set(name, value(token, 2));
            spans.put(name, new Span(start, tokenEnd()));
        }
        members = Collections.unmodifiableMap(spans);
        return object;
    }

    private JsonNode value(JsonToken token, int depth) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth);
            case VALUE_STRING -> TextNode.valueOf(text(PayloadReader.STRING_MAX));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.instance;
            default -> throw new IllegalStateException("no value starts with " + token);
        };
    }

    private JsonNode object(int depth) throws IOException {
        refuseDeeperThanAllowed(depth);
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = newName(object);
            object.set(name, value(parser.nextToken(), depth + 1));
        }
        return object;
    }

    private JsonNode array(int depth) throws IOException {
        refuseDeeperThanAllowed(depth);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            array.add(value(token, depth + 1));
            token = parser.nextToken();
        }
        return array;
    }

    private void refuseDeeperThanAllowed(int depth) {
        if (depth > depthMax) {
            throw new LimitExceeded("is nested deeper than " + depthMax + " levels");
        }
    }

    private String newName(ObjectNode object) throws IOException {
        String name = text(PayloadReader.NAME_MAX);
        if (object.has(name)) {
            throw new LimitExceeded("holds a member twice");
        }
        return name;
    }

    private String text(int lengthMax) throws IOException {
        String text = parser.getText();
        if (text.length() > lengthMax) {
            throw new LimitExceeded("holds a name or string longer than " + lengthMax + " characters");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new LimitExceeded("holds the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                i = afterPair(text, i);
            }
        }
        return text;
    }

    private static int afterPair(String text, int high) {
        int low = high + 1;
        if (low < text.length() && Character.isSurrogatePair(text.charAt(high), text.charAt(low))) {
            return low;
        }
        throw new LimitExceeded("holds half a surrogate pair");
    }

    private JsonNode integer() throws IOException {
        refuseLongNumber();
        return switch (parser.getNumberType()) {
            case INT -> IntNode.valueOf(parser.getIntValue());
            case LONG -> LongNode.valueOf(parser.getLongValue());
            default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
        };
    }

    private JsonNode decimal() throws IOException {
        refuseLongNumber();
        try {
            BigDecimal decimal = new BigDecimal(parser.getText());
            long exponent = (long) decimal.precision() - decimal.scale() - 1;
            if (Math.abs(exponent) <= PayloadReader.EXPONENT_MAX) {
                return DecimalNode.valueOf(decimal);
            }
        } catch (NumberFormatException e) {
            // An exponent beyond 32 bits: out of range like the others.
        }
        throw new LimitExceeded("holds a number beyond 1e-308 to 1e308");
    }

    private void refuseLongNumber() throws IOException {
        if (parser.getTextLength() > PayloadReader.NUMBER_MAX) {
            throw new LimitExceeded("holds a number of more than " + PayloadReader.NUMBER_MAX + " characters");
        }
    }

    /** Leaves the parser on the last token of the item, whatever it was doing in it. */
    private void skipTo(int outerDepth) throws IOException {
        while (parser.getParsingContext().getNestingDepth() > outerDepth) {
            if (parser.nextToken() == null) {
                return;
            }
        }
        // Only then is a string or number that was given up half-way read to its end.
        parser.finishToken();
    }

    private int tokenStart() {
        return base + (int) parser.currentTokenLocation().getByteOffset();
    }

    private int tokenEnd() {
        return base + (int) parser.currentLocation().getByteOffset();
    }

    /** Expected and caught within this class, so it carries no trace. */
    private static final class LimitExceeded extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String reason;

        LimitExceeded(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}

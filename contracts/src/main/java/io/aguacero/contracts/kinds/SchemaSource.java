package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A schema document of which each place still knows its line. */
final class SchemaSource {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNumberLength(64)
                    .build())
            .build();
    private static final int EXPONENT_MAX = 308;
    /** The validator compares a whole bound as 64-bit integer, by which 1e300 is zero, and a decimal one exactly. */
    private static final Set<String> BOUNDS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

    private final String text;
    private final JsonNode document;
    private final Map<JsonPointer, Integer> lines;

    private SchemaSource(String text, JsonNode document, Map<JsonPointer, Integer> lines) {
        this.text = text;
        this.document = document;
        this.lines = lines;
    }

    static Optional<SchemaSource> read(String text, Problems problems) {
        Map<JsonPointer, Integer> lines = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add(1, "the file is empty");
                return Optional.empty();
            }
            JsonNode document = new Builder(parser, lines, problems).value(JsonPointer.empty());
            if (parser.nextToken() != null) {
                problems.add(line(parser), "not JSON: something stands after the end of the document");
            }
            return problems.none() ? Optional.of(new SchemaSource(text, document, lines)) : Optional.empty();
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(line, "not JSON: " + e.getOriginalMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    String text() {
        return text;
    }

    JsonNode document() {
        return document;
    }

    /** Line of the member, item or document at that place, or of the nearest one around it. */
    int lineOf(JsonPointer place) {
        JsonPointer at = place;
        while (at != null && !lines.containsKey(at)) {
            at = at.head();
        }
        return at == null ? 1 : lines.get(at);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private record Builder(JsonParser parser, Map<JsonPointer, Integer> lines, Problems problems) {
        JsonNode value(JsonPointer place) throws IOException {
            lines.putIfAbsent(place, line(parser));
            return switch (parser.currentToken()) {
                case START_OBJECT -> object(place);
                case START_ARRAY -> array(place);
                case VALUE_STRING -> TextNode.valueOf(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
                case VALUE_TRUE -> BooleanNode.TRUE;
                case VALUE_FALSE -> BooleanNode.FALSE;
                default -> NullNode.instance;
            };
        }

        private JsonNode object(JsonPointer place) throws IOException {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonPointer member = place.appendProperty(name);
                if (object.has(name)) {
                    problems.add(line(parser), "'" + name + "' stands twice in the same object");
                }
                lines.putIfAbsent(member, line(parser));
                parser.nextToken();
                object.set(name, value(member));
            }
            return object;
        }

        private JsonNode array(JsonPointer place) throws IOException {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(value(place.appendIndex(array.size())));
            }
            return array;
        }

        private JsonNode number() throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() == JsonParser.NumberType.INT
                    && !BOUNDS.contains(String.valueOf(parser.currentName()))) {
                return IntNode.valueOf(parser.getIntValue());
            }
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.precision() - number.scale()) > EXPONENT_MAX) {
                problems.add(line(parser), "a number is beyond 1e-" + EXPONENT_MAX + " to 1e" + EXPONENT_MAX);
                return IntNode.valueOf(0);
            }
            return DecimalNode.valueOf(number);
        }
    }
}

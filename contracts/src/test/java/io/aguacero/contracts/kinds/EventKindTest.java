package io.aguacero.contracts.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventKindTest {
    private static final String KIND = """
            kind: every.rule
            key: /key
            topic: rules
            paths: [kafka]
            ids: { horizon: 1h, bucket: 5m }
            aggregate:
              windows: []
              values:
                exact: { pointer: /exact, scale: 2, min: -5, max: 5 }
                deep: { pointer: /deep/er, scale: 0, min: 0, max: 9 }
                rounded: { pointer: /rounded, scale: 2, min: 0, max: 10, round: half_even }
              groups: []
            """;

    private static final String SCHEMA = """
            { "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "required": ["key", "a/b~c"],
              "additionalProperties": false,
              "properties": {
                "key": { "type": ["string", "number", "boolean"] },
                "a/b~c": { "type": "string" },
                "exact": { "type": "number" },
                "rounded": { "type": "number" },
                "deep": { "type": "object", "properties": { "er": { "type": "integer" } } },
                "colour": { "enum": ["red", "green"] },
                "one": { "const": 1 },
                "text": { "type": "string", "minLength": 2, "maxLength": 4, "pattern": "^z" },
                "when": { "type": "string", "format": "date-time" },
                "whole": { "type": "integer", "minimum": 0, "maximum": 5 },
                "even": { "type": "number", "multipleOf": 2, "exclusiveMinimum": 0, "exclusiveMaximum": 10 },
                "list": { "type": "array", "items": { "type": "boolean" }, "maxItems": 2, "uniqueItems": true },
                "either": { "oneOf": [ { "type": "null" }, { "const": "x" } ] }
              },
              "dependentRequired": { "one": ["text"] } }
            """;

    @TempDir
    static Path directory;

    private static EventKind kind;

    @BeforeAll
    static void load() {
        LakeLevel.put(directory, "every.rule", KIND, SCHEMA);
        KindLoading loading = KindCatalog.load(directory);
        kind = assertInstanceOf(KindLoading.Loaded.class, loading, loading::toString)
                .catalog()
                .find("every.rule")
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = (char) 1,
            value = {
                "{}                                   | /a~1b~0c is missing, /key is missing",
                "{K, `extra/~`: 1}                     | /extra~1~0 is not a field of this kind",
                "{K, `exact`: `5`}                     | /exact must be a number",
                "{K, `exact`: 5.001}                   | /exact must be -5 to 5",
                "{K, `exact`: -1e300}                  | /exact must be -5 to 5",
                "{K, `exact`: 1.005}                   | /exact must have at most 2 decimals",
                "{K, `exact`: 1e-300}                  | /exact must have at most 2 decimals",
                "{K, `exact`: 1.5000}                  | ",
                "{K, `rounded`: 1.005}                 | ",
                "{K, `deep`: {`er`: 10}}               | /deep/er must be 0 to 9",
                "{K, `colour`: `blue`}                 | /colour must be one of: red, green",
                "{K, `one`: 2, `text`: `zz`}           | /one must be 1",
                "{K, `one`: 1}                         | /text is missing or wrong beside the other fields",
                "{K, `text`: `secret`}                 | /text must have at most 4 characters, "
                        + "/text must match the pattern ^z",
                "{K, `when`: `secret`}                 | /when must be of the format date-time",
                "{K, `whole`: 1.5}                     | /whole must be a whole number",
                "{K, `whole`: 1e300}                   | /whole must be at most 5",
                "{K, `whole`: 18446744073709551616}    | /whole must be at most 5",
                "{K, `whole`: -1}                      | /whole must be at least 0",
                "{K, `even`: 3}                        | /even must be a multiple of 2",
                "{K, `even`: 10}                       | /even must be less than 10",
                "{K, `list`: [1, true, true]}          | /list must have at most 2 items, "
                        + "/list must not hold an item twice, /list/0 must be true or false",
                "{K, `either`: 7}                      | /either must be \"x\", /either must be null, "
                        + "/either must fit exactly one of the forms that the schema allows",
            })
    void eachViolationIsToldWithItsPlaceAndNeverTheValue(String payload, String expected) {
        String text = payload.replace("K", "`key`: `k`, `a/b~c`: `x`").replace('`', '"');

        Set<String> told = kind.check(json(text)).stream()
                .map(violation -> violation.pointer() + " " + violation.reason())
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(expected == null ? "" : expected, String.join(", ", told));
    }

    @Test
    void whatIsNoObjectIsAViolationOfTheWholeDocument() {
        assertEquals(List.of(new Violation("", "must be an object")), kind.check(json("[]")));
    }

    @Test
    void atMostAHundredViolationsAreTold() {
        String extra =
                IntStream.range(0, 500).mapToObj(i -> ", \"f" + i + "\": 1").collect(Collectors.joining());

        assertEquals(
                100,
                kind.check(json("{\"key\": 1, \"a/b~c\": \"\"" + extra + "}")).size());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"Mixco é\"', Mixco é",
        "7, 7",
        "7.0, 7",
        "7e0, 7",
        "0.70, 0.7",
        "70e1, 700",
        "-0.0, 0",
        "0e5, 0",
        "12345678901234567890, 12345678901234567890",
        "true, true"
    })
    void aKeyIsItsScalarInOneForm(String value, String key) {
        JsonNode payload = json("{\"key\": " + value + ", \"a/b~c\": \"\"}");

        assertEquals(List.of(), kind.check(payload));
        assertEquals(key, kind.keyOf(payload));
    }

    @Test
    void aKeyThatCannotBeAPartitionKeyIsAViolation() {
        List<Violation> refused =
                List.of(new Violation("/key", "must be 1 to 256 bytes of UTF-8, as it is the partition key"));

        assertEquals(refused, kind.check(json("{\"key\": \"\", \"a/b~c\": \"\"}")));
        assertEquals(refused, kind.check(json("{\"key\": \"" + "é".repeat(129) + "\", \"a/b~c\": \"\"}")));
        assertEquals(refused, kind.check(json("{\"key\": 1e300, \"a/b~c\": \"\"}")));
        assertEquals(List.of(), kind.check(json("{\"key\": \"" + "é".repeat(128) + "\", \"a/b~c\": \"\"}")));
    }

    @Test
    void aNumberOfAStaggeringExponentIsJudgedWithoutWritingItOut() {
        JsonNode payload = JsonNodeFactory.instance
                .objectNode()
                .put("a/b~c", "")
                .<ObjectNode>set("key", DecimalNode.valueOf(new BigDecimal("1e999999999")))
                .set("exact", DecimalNode.valueOf(new BigDecimal("1e-999999999")));

        assertEquals(
                Set.of("/key", "/exact"),
                kind.check(payload).stream().map(Violation::pointer).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource({
        "0.005, 0",
        "0.015, 2",
        "0.025, 2",
        "0.0250000000000000000001, 3",
        "-0.005, 0",
        "-0.015, -2",
        "9.999, 1000",
        "1e-999999999, 0",
        "0.00499999, 0",
        "1e1, 1000",
        "7, 700"
    })
    void roundingIsHalfEvenFromTheDecimalText(String value, long scaled) {
        ValueSpec spec = new ValueSpec("v", JsonPointer.compile("/v"), 2, BigDecimal.ZERO, BigDecimal.TEN, true);

        assertEquals(scaled, spec.scaled(new BigDecimal(value)));
    }

    @Test
    void anExactValueIsNeverRounded() {
        ValueSpec spec = new ValueSpec("v", JsonPointer.compile("/v"), 2, BigDecimal.ZERO, BigDecimal.TEN, false);

        assertEquals(150, spec.scaled(new BigDecimal("1.5000")));
        assertThrows(ArithmeticException.class, () -> spec.scaled(new BigDecimal("1.005")));
    }

    @Test
    void reasonsNeverRepeatThePayload() {
        JsonNode payload = json("{\"key\": \"secret\", \"a/b~c\": {\"x\": \"secret\"}, \"exact\": \"secret\","
                + " \"colour\": \"secret\", \"one\": \"secret\", \"text\": \"secret\", \"when\": \"secret\","
                + " \"whole\": \"secret\", \"even\": \"secret\", \"list\": [\"secret\"], \"either\": \"secret\","
                + " \"deep\": {\"er\": \"secret\"}}");

        List<Violation> violations = kind.check(payload);

        assertTrue(violations.size() >= 11, violations::toString);
        assertTrue(violations.stream().noneMatch(violation -> violation.reason().contains("secret")));
    }

    private static JsonNode json(String text) {
        return assertInstanceOf(
                        PayloadReading.Parsed.class, PayloadReader.PAYLOADS.read(text.getBytes(StandardCharsets.UTF_8)))
                .document();
    }
}

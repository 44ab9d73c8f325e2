package io.aguacero.ingress.reading;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * A kind with a schema made at random, mostly of what ordinary schemas ask for; and documents for it, mostly what the schema
 * asks for, with something out of order in them now and then.
 */
final class RandomKind {
    static final String NAME = "random.kind";

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> NAMES =
            List.of("key", "a", "b", "c", "id", "time", "é", "a b", "Key", "x-y", "key2", "\uD83C\uDF27");
    private static final List<String> TEXTS = List.of(
            "a",
            "b",
            "ab",
            "abc",
            "a1",
            "A",
            "",
            " ",
            "é",
            "aé",
            "\uD83C\uDF27",
            "a\u0085",
            "a\u2028",
            "a\u2029",
            "a\u007f",
            "12",
            "x".repeat(8),
            "x".repeat(9),
            "é".repeat(8),
            "2026-03-01",
            "2026-03-01T12:00:00Z");
    private static final List<String> RAW_TEXTS = List.of(
            "\\u0061",
            "a\\n",
            "\n",
            "\u0000",
            "\\ud800",
            "\\u0000",
            "\\",
            "k".repeat(256),
            "k".repeat(257),
            "é".repeat(129));
    private static final List<String> PATTERNS = List.of(
            "^[a-z]*$",
            "^[A-Za-z0-9][A-Za-z0-9._-]*$",
            "a$",
            "^a",
            "[0-9]+",
            "^\\w+$",
            ".",
            "^\\S{1,3}$",
            "^(a|b)+$",
            "\\d$");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "5",
            "-5",
            "10",
            "9.99",
            "10.00",
            "10.001",
            "-10.01",
            "3.14159",
            "0.005",
            "0.0000000001",
            "1e1",
            "1E-2",
            "123456789",
            "1234567890",
            "12345678901234567890",
            "01",
            "1.",
            ".5",
            "+1",
            "-",
            "NaN",
            "1e400");
    private static final List<String> OTHERS =
            List.of("null", "true", "false", "[]", "{}", "[1,\"a\"]", "{\"a\":{\"b\":1}}", "tru", "");

    private final Random random;
    /** Whether its schema asks for what ordinary ones don't. */
    private final boolean odd;

    private final EventKind kind;
    private final Map<String, ObjectNode> fields = new LinkedHashMap<>();

    private RandomKind(Random random, Path directory) throws IOException {
        this.random = random;
        odd = random.nextInt(3) == 0;
        ObjectNode schema = schema();
        Path folder = Files.createDirectories(directory.resolve(NAME));
        Files.writeString(folder.resolve("schema.json"), schema.toPrettyString());
        Files.writeString(folder.resolve("kind.yaml"), kindYaml());
        kind = switch (KindCatalog.load(directory)) {
            case KindLoading.Loaded(KindCatalog catalog) -> catalog.find(NAME).orElseThrow();
            case KindLoading.Refused(var problems) -> throw new IllegalStateException(problems + "\n" + schema);
        };
    }

    /** Another one for each random. */
    static RandomKind in(Path directory, Random random) throws IOException {
        return new RandomKind(random, directory);
    }

    EventKind kind() {
        return kind;
    }

    private ObjectNode schema() {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema").put("type", "object");
        fields.put("key", textField());
        for (String name : NAMES) {
            if (!name.equals("key") && random.nextInt(3) == 0) {
                fields.put(name, field());
            }
        }
        fields.put("n", numberField("number"));
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        fields.forEach((name, field) -> {
            properties.set(name, field);
            if (name.equals("key") || random.nextBoolean()) {
                required.add(name);
            }
        });
        if (random.nextBoolean()) {
            schema.put("additionalProperties", random.nextInt(3) == 0);
        }
        if (random.nextInt(3) == 0) {
            schema.putArray("allOf").add(rule("key", "a", NAMES.get(random.nextInt(4)), "b"));
        }
        if (odd && random.nextInt(4) == 0) {
            schema.put(pick(List.of("minProperties", "maxProperties")), random.nextInt(1, 4));
        }
        if (odd && random.nextInt(4) == 0) {
            schema.putArray("anyOf").addObject().putArray("required").add("n");
        }
        return schema;
    }

    private ObjectNode rule(String ifField, String ifText, String thenField, String thenText) {
        ObjectNode rule = JSON.createObjectNode();
        rule.putObject("if").putObject("properties").putObject(ifField).put("const", ifText);
        rule.putObject("then")
                .putObject("properties")
                .putObject(thenField)
                .putArray("enum")
                .add(thenText)
                .add("ab");
        return rule;
    }

    private ObjectNode field() {
        return switch (random.nextInt(odd ? 0 : 2, 12)) {
            case 0 -> JSON.createObjectNode().put("type", "boolean");
            case 1 -> JSON.createObjectNode().put("type", pick(List.of("array", "object")));
            case 2, 3, 4 -> numberField("integer");
            case 5, 6 -> numberField("number");
            default -> textField();
        };
    }

    private ObjectNode textField() {
        ObjectNode field = JSON.createObjectNode().put("type", "string").put("title", "a text");
        switch (random.nextInt(odd ? 7 : 5)) {
            case 0 -> field.putArray("enum").add("a").add("ab").add(pick(TEXTS));
            case 1, 2 -> field.put("pattern", pick(PATTERNS));
            case 3 -> field.put("minLength", random.nextInt(3)).put("maxLength", random.nextInt(2, 9));
            case 4 -> field.put("pattern", pick(PATTERNS)).put("maxLength", 8).put("x-note", true);
            case 6 -> field.put(random.nextBoolean() ? "format" : "const", random.nextBoolean() ? "date" : "a");
            default -> {}
        }
        return field;
    }

    private ObjectNode numberField(String type) {
        ObjectNode field = JSON.createObjectNode().put("type", type);
        switch (random.nextInt(odd ? 5 : 3)) {
            case 0 -> field.put("minimum", -10).put("maximum", 10);
            case 1 -> field.put("minimum", new BigDecimal("-10.005"));
            case 3 -> field.put("exclusiveMaximum", 10);
            case 4 -> field.put("multipleOf", 5);
            default -> {}
        }
        return field;
    }

    private String kindYaml() {
        return """
                kind: %s
                key: /key
                topic: random/{key}
                paths: [kafka, rabbitmq]
                ack: all
                ids: { horizon: 15m, bucket: 5m }
                aggregate:
                  windows: [ { size: 1m, keep: 1h } ]
                  values: { n: { pointer: /n, scale: %d, min: -10, max: 100%s } }
                  groups: [ { by: [key], of: [n], max: 100 } ]
                """.formatted(NAME, random.nextInt(4), random.nextBoolean() ? ", round: half_even" : "");
    }

    /** Something that may be an event of the kind. */
    String document() {
        int oddity = random.nextBoolean() ? 1_000 : random.nextInt(1, 40);
        List<String> members = new ArrayList<>();
        fields.forEach((name, field) -> {
            if (random.nextInt(3 * oddity) != 0) {
                String called = random.nextInt(2 * oddity) == 0 ? pick(NAMES) : name;
                members.add("\"" + called + "\":" + (random.nextInt(oddity) == 0 ? anything() : plausible(field)));
            }
        });
        aside(
                        "id",
                        List.of(
                                "\"one\"",
                                "\"two\"",
                                "\"é\"",
                                "7",
                                "\"\"",
                                "\"a\u007f\"",
                                "\"" + "i".repeat(129) + "\"",
                                "\"\\u0061\""))
                .ifPresent(member -> members.add(random.nextInt(members.size() + 1), member));
        aside(
                        "time",
                        List.of(
                                "\"2026-03-01T12:00:00Z\"",
                                "\"2026-03-01t13:00:00.5+01:00\"",
                                "\"2020-01-01T00:00:00Z\"",
                                "\"now\"",
                                "0"))
                .ifPresent(member -> members.add(random.nextInt(members.size() + 1), member));
        String text = (random.nextBoolean() ? "{" : " {\t")
                + String.join(random.nextBoolean() ? "," : " ,\r\t", members) + "}";
        if (random.nextInt(oddity) == 0) {
            int at = random.nextInt(text.length());
            text = text.substring(0, at)
                    + pick(List.of("", "\"", ",", "}", "x", "é", "{", "[", "\uFEFF"))
                    + text.substring(at + random.nextInt(2));
        }
        return text;
    }

    private Optional<String> aside(String name, List<String> values) {
        return random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of("\"" + name + "\" : " + (random.nextInt(3) > 0 ? values.getFirst() : pick(values)));
    }

    private String plausible(ObjectNode field) {
        return switch (field.path("type").asText()) {
            case "string" -> "\"" + (random.nextInt(20) == 0 ? pick(TEXTS) : fitting(field)) + "\"";
            case "boolean" -> "true";
            case "array" -> "[1]";
            case "object" -> "{\"a\":1}";
            default -> random.nextInt(12) == 0 ? pick(NUMBERS) : Integer.toString(random.nextInt(-10, 10));
        };
    }

    /** A text that a field probably takes. */
    private String fitting(ObjectNode field) {
        if (field.has("enum")) {
            return field.path("enum").get(random.nextInt(3)).asText();
        }
        Pattern pattern = Pattern.compile(field.path("pattern").asText());
        List<String> texts = TEXTS.stream()
                .filter(text -> pattern.matcher(text).find()
                        && text.length() >= field.path("minLength").asInt()
                        && text.length() <= field.path("maxLength").asInt(8))
                .toList();
        return pick(texts.isEmpty() ? TEXTS : texts);
    }

    private String anything() {
        return switch (random.nextInt(4)) {
            case 0 -> "\"" + pick(TEXTS) + "\"";
            case 1 -> "\"" + pick(RAW_TEXTS) + "\"";
            case 2 -> pick(NUMBERS);
            default -> pick(OTHERS);
        };
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}

package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts the validator's findings into sentences of our own, out of the schema alone, because several of the validator's
 * repeat the payload's values, which belong neither in an answer's reason nor in a log.
 */
final class ViolationText {
    /** Findings whose place is a member of the object that the validator names. */
    private static final Set<String> ABOUT_A_MEMBER =
            Set.of("required", "additionalProperties", "unevaluatedProperties", "propertyNames");

    /** Most values that a sentence lists. */
    private static final int LISTED_MAX = 20;

    private static final Map<String, String> TYPES = Map.of(
            "string", "a string",
            "number", "a number",
            "integer", "a whole number",
            "boolean", "true or false",
            "object", "an object",
            "array", "an array",
            "null", "null");

    private ViolationText() {}

    static Violation of(Error error) {
        String pointer = error.getInstanceLocation().toString();
        if (ABOUT_A_MEMBER.contains(error.getKeyword()) && error.getProperty() != null) {
            pointer += "/" + escaped(error.getProperty());
        }
        if (error.getKeyword().equals("dependentRequired")) {
            pointer += "/" + escaped(String.valueOf(error.getArguments()[0]));
        }
        return new Violation(pointer, reason(error.getKeyword(), error.getSchemaNode()));
    }

    private static String reason(String keyword, JsonNode rule) {
        return switch (keyword) {
            case "type" -> "must be " + types(rule);
            case "enum" -> "must be one of: " + values(rule);
            case "const" -> "must be " + rule;
            case "required" -> "is missing";
            case "dependentRequired", "dependentSchemas" -> "is missing or wrong beside the other fields";
            case "additionalProperties", "unevaluatedProperties" -> "is not a field of this kind";
            case "additionalItems", "unevaluatedItems" -> "has an item too many";
            case "propertyNames" -> "has a name that is not allowed";
            case "minimum" -> "must be at least " + number(rule);
            case "maximum" -> "must be at most " + number(rule);
            case "exclusiveMinimum" -> "must be more than " + number(rule);
            case "exclusiveMaximum" -> "must be less than " + number(rule);
            case "multipleOf" -> "must be a multiple of " + number(rule);
            case "minLength" -> "must have at least " + number(rule) + " characters";
            case "maxLength" -> "must have at most " + number(rule) + " characters";
            case "pattern" -> "must match the pattern " + rule.asText();
            case "format" -> "must be of the format " + rule.asText();
            case "minItems" -> "must have at least " + number(rule) + " items";
            case "maxItems" -> "must have at most " + number(rule) + " items";
            case "uniqueItems" -> "must not hold an item twice";
            case "minProperties" -> "must have at least " + number(rule) + " fields";
            case "maxProperties" -> "must have at most " + number(rule) + " fields";
            case "oneOf" -> "must fit exactly one of the forms that the schema allows";
            case "anyOf" -> "must fit at least one of the forms that the schema allows";
            default -> "breaks the schema's rule '" + keyword + "'";
        };
    }

    private static String types(JsonNode rule) {
        List<String> names = new ArrayList<>();
        if (rule.isTextual()) {
            names.add(rule.textValue());
        }
        rule.forEach(type -> names.add(type.asText()));
        return String.join(
                " or ",
                names.stream().map(name -> TYPES.getOrDefault(name, name)).toList());
    }

    private static String values(JsonNode rule) {
        List<String> listed = new ArrayList<>();
        for (JsonNode value : rule) {
            if (listed.size() == LISTED_MAX) {
                listed.add("…");
                break;
            }
            listed.add(value.isTextual() ? value.textValue() : value.toString());
        }
        return String.join(", ", listed);
    }

    private static String number(JsonNode rule) {
        return rule.isNumber() ? rule.decimalValue().toPlainString() : rule.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}

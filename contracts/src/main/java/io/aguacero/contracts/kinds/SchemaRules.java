package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a payload's schema must obey beyond the rules of JSON Schema: it stands alone, it is known through and through,
 * and it can't send the validator round in circles.
 */
final class SchemaRules {
    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private static final Set<String> WITH_SCHEMA = Set.of(
            "additionalProperties",
            "items",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties");
    private static final Set<String> WITH_SCHEMA_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final Set<String> WITH_SCHEMA_MAP =
            Set.of("properties", "patternProperties", "$defs", "dependentSchemas");
    private static final Set<String> PLAIN = Set.of(
            "$schema",
            "$id",
            "$ref",
            "$comment",
            "title",
            "description",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "examples",
            "type",
            "enum",
            "const",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxContains",
            "minContains",
            "maxProperties",
            "minProperties",
            "required",
            "dependentRequired",
            "format",
            "contentEncoding",
            "contentMediaType");
    /** Keywords of a kind's own, which mean nothing to the validator. */
    static final String FREE_PREFIX = "x-";

    private final SchemaSource source;
    private final Problems problems;

    private SchemaRules(SchemaSource source, Problems problems) {
        this.source = source;
        this.problems = problems;
    }

    static void check(SchemaSource source, Problems problems) {
        SchemaRules rules = new SchemaRules(source, problems);
        JsonNode root = source.document();
        if (!root.isObject()) {
            problems.add(1, "the schema must be a JSON object");
            return;
        }
        rules.checkRoot(root);
        rules.checkSchema(root, JsonPointer.empty());
    }

    /** What {@code #} or {@code #/a/b} refers to; a missing node when there is nothing. */
    static JsonNode target(JsonNode root, String reference) {
        if (reference.equals("#")) {
            return root;
        }
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : root.path("");
    }

    private void checkRoot(JsonNode root) {
        if (!root.path("$schema").asText().equals(DIALECT)) {
            refuse("/$schema", "the schema must say \"$schema\": \"" + DIALECT + "\"");
        }
        if (!root.path("type").asText().equals("object")) {
            refuse("/type", "the schema must say \"type\": \"object\": a payload is a JSON object");
        }
        if (!root.path("properties").isObject() || root.path("properties").isEmpty()) {
            refuse("/properties", "the schema must name the payload's fields in \"properties\"");
        }
    }

    private void checkSchema(JsonNode schema, JsonPointer place) {
        if (!schema.isObject()) {
            // true or false; anything else is found by the rules of JSON Schema itself.
            return;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            JsonPointer at = place.appendProperty(keyword.getKey());
            checkKeyword(keyword.getKey(), keyword.getValue(), at);
        }
    }

    private void checkKeyword(String name, JsonNode value, JsonPointer at) {
        if (WITH_SCHEMA.contains(name)) {
            checkSchema(value, at);
        } else if (WITH_SCHEMA_LIST.contains(name)) {
            for (int i = 0; i < value.size(); i++) {
                checkSchema(value.path(i), at.appendIndex(i));
            }
        } else if (WITH_SCHEMA_MAP.contains(name)) {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                checkSchema(entry.getValue(), at.appendProperty(entry.getKey()));
                if (name.equals("patternProperties")) {
                    checkPattern(entry.getKey(), at.appendProperty(entry.getKey()));
                }
            }
        } else if (!PLAIN.contains(name) && !name.startsWith(FREE_PREFIX)) {
            problems.add(
                    source.lineOf(at),
                    "'" + name + "' is not a keyword that is supported here; a kind's own ones start with x-");
        }
        checkPlainKeyword(name, value, at);
    }

    private void checkPlainKeyword(String name, JsonNode value, JsonPointer at) {
        switch (name) {
            case "$ref" -> checkReference(value.asText(), at);
            case "pattern" -> checkPattern(value.asText(), at);
            case "$schema", "$id" -> {
                if (!at.head().matches()) {
                    problems.add(source.lineOf(at), name + " may stand at the top of the schema only");
                }
            }
            default -> {}
        }
    }

    private void checkReference(String reference, JsonPointer at) {
        boolean local = reference.equals("#") || reference.startsWith("#/");
        if (!local) {
            problems.add(
                    source.lineOf(at),
                    "$ref '" + reference
                            + "' is refused: only places in the same file, #/…, and nothing is ever fetched");
        } else if (!target(source.document(), reference).isObject()) {
            problems.add(source.lineOf(at), "$ref '" + reference + "' leads nowhere in this file");
        } else if (leadsBack(reference, at)) {
            problems.add(
                    source.lineOf(at), "$ref '" + reference + "' leads back to itself: recursion is not supported");
        }
    }

    private void checkPattern(String pattern, JsonPointer at) {
        try {
            Pattern unused = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problems.add(source.lineOf(at), "not a regular expression: " + e.getDescription());
        }
    }

    /** Whether following references from a target comes to a schema that contains the place itself. */
    private boolean leadsBack(String reference, JsonPointer at) {
        Set<String> reached = new LinkedHashSet<>();
        collectReferences(reference, reached);
        String place = at.toString();
        return reached.stream().map(target -> target.substring(1)).anyMatch(target -> place.startsWith(target + "/"));
    }

    private void collectReferences(String reference, Set<String> reached) {
        if (reached.add(reference)) {
            collectWithin(target(source.document(), reference), reached);
        }
    }

    private void collectWithin(JsonNode node, Set<String> reached) {
        if (node.path("$ref").isTextual() && node.path("$ref").textValue().startsWith("#")) {
            collectReferences(node.path("$ref").textValue(), reached);
        }
        for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
            collectWithin(children.next(), reached);
        }
    }

    private void refuse(String place, String reason) {
        problems.add(source.lineOf(JsonPointer.compile(place)), reason);
    }
}

package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a schema says of its fields, found by their place in the payload. */
final class SchemaFields {
    private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");
    private static final Set<String> NUMBERS = Set.of("integer", "number");
    private static final int REFERENCES_MAX = 16;

    private final JsonNode schema;

    SchemaFields(JsonNode schema) {
        this.schema = schema;
    }

    /**
     * A field of the payload.
     *
     * @param required whether it, and each object around it, is always there
     * @param types its JSON types; empty when the schema doesn't say
     * @param distinct how many different values it may have, where the schema lists them
     */
    record Field(boolean required, Set<String> types, OptionalInt distinct) {
        boolean isScalar() {
            return !types.isEmpty() && SCALARS.containsAll(types);
        }

        boolean isNumber() {
            return !types.isEmpty() && NUMBERS.containsAll(types);
        }
    }

    /** A field directly in the payload. */
    Optional<Field> find(String name) {
        return find(JsonPointer.empty().appendProperty(name));
    }

    /** The field at a place, if {@code properties} all the way down name it. */
    Optional<Field> find(JsonPointer place) {
        JsonNode at = schema;
        boolean required = true;
        JsonPointer rest = place;
        while (!rest.matches()) {
            String name = rest.getMatchingProperty();
            JsonNode field = keyword(at, "properties").path(name);
            if (!field.isObject()) {
                return Optional.empty();
            }
            required &= lists(keyword(at, "required"), name);
            at = field;
            rest = rest.tail();
        }
        return Optional.of(new Field(required, types(at), distinct(at)));
    }

    private static boolean lists(JsonNode array, String name) {
        for (JsonNode item : array) {
            if (item.isTextual() && item.textValue().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** A keyword of a schema, or of the one that it refers to. */
    private JsonNode keyword(JsonNode subschema, String name) {
        JsonNode at = subschema;
        for (int i = 0; i < REFERENCES_MAX && !at.has(name) && at.path("$ref").isTextual(); i++) {
            at = SchemaRules.target(schema, at.path("$ref").textValue());
        }
        return at.path(name);
    }

    private Set<String> types(JsonNode field) {
        Set<String> types = new LinkedHashSet<>();
        JsonNode type = keyword(field, "type");
        if (type.isTextual()) {
            types.add(type.textValue());
        }
        type.forEach(one -> types.add(one.asText()));
        if (types.isEmpty()) {
            keyword(field, "enum").forEach(value -> types.add(typeOf(value)));
        }
        JsonNode constant = keyword(field, "const");
        if (types.isEmpty() && !constant.isMissingNode()) {
            types.add(typeOf(constant));
        }
        return types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case OBJECT -> "object";
            case ARRAY -> "array";
            default -> "null";
        };
    }

    private OptionalInt distinct(JsonNode field) {
        if (!keyword(field, "const").isMissingNode()) {
            return OptionalInt.of(1);
        }
        JsonNode values = keyword(field, "enum");
        if (values.isArray()) {
            return OptionalInt.of(values.size());
        }
        return types(field).equals(Set.of("boolean")) ? OptionalInt.of(2) : OptionalInt.empty();
    }
}

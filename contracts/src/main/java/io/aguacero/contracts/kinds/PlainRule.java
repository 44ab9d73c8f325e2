package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code if} one field is one of some texts, {@code then} another is one of others. An absent field fulfils either, as in
 * JSON Schema.
 */
record PlainRule(int ifField, Set<String> ifTexts, int thenField, Set<String> thenTexts) {
    /** Reads an {@code allOf}; false when it holds anything but such rules. */
    static boolean read(JsonNode all, List<PlainField> fields, List<PlainRule> rules) {
        for (JsonNode one : all) {
            Optional<PlainRule> rule = one.size() == 2 && one.has("if") && one.has("then")
                    ? of(one.path("if"), one.path("then"), fields)
                    : Optional.empty();
            if (rule.isEmpty()) {
                return false;
            }
            rules.add(rule.get());
        }
        return true;
    }

    private static Optional<PlainRule> of(JsonNode condition, JsonNode demand, List<PlainField> fields) {
        int ifField = field(condition, fields);
        int thenField = field(demand, fields);
        return ifField < 0 || thenField < 0
                ? Optional.empty()
                : Optional.of(new PlainRule(ifField, texts(condition), thenField, texts(demand)));
    }

    /** The one string field whose {@code const} or {@code enum} of texts a subschema names; negative if it isn't so. */
    private static int field(JsonNode subschema, List<PlainField> fields) {
        JsonNode properties = subschema.path("properties");
        if (subschema.size() != 1 || properties.size() != 1) {
            return -1;
        }
        JsonNode asked = properties.elements().next();
        Predicate<JsonNode> isText = JsonNode::isTextual;
        boolean known = asked.size() == 1
                && (isText.test(asked.path("const"))
                        || asked.path("enum").isArray()
                                && asked.path("enum").valueStream().allMatch(isText));
        int place = PlainReader.place(fields, properties.fieldNames().next());
        return known && place >= 0 && fields.get(place).text ? place : -1;
    }

    private static Set<String> texts(JsonNode subschema) {
        JsonNode asked = subschema.path("properties").elements().next();
        return asked.has("const") ? Set.of(asked.path("const").textValue()) : PlainField.texts(asked.path("enum"));
    }

    boolean allows(PlainTexts.@Nullable Entry[] texts) {
        PlainTexts.Entry given = texts[ifField];
        PlainTexts.Entry asked = texts[thenField];
        return given != null && !ifTexts.contains(given.text) || asked == null || thenTexts.contains(asked.text);
    }
}

package io.aguacero.contracts.kinds;

import io.aguacero.contracts.kinds.SchemaFields.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a topic template and checks that every event has the fields that it names. */
final class TopicReader {
    private static final int LENGTH_MAX = 256;
    private static final int LEVELS_MAX = 16;
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_-]{0,63})}");

    private TopicReader() {}

    static Optional<TopicTemplate> read(YamlValue value, SchemaFields schema) {
        Optional<String> text = value.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        String[] levels = text.get().split("/", -1);
        if (text.get().length() > LENGTH_MAX || levels.length > LEVELS_MAX) {
            value.refuse("a topic has at most " + LENGTH_MAX + " characters and " + LEVELS_MAX + " levels");
            return Optional.empty();
        }
        for (String level : levels) {
            Matcher field = FIELD.matcher(level);
            if (field.matches()) {
                names.add(field.group(1));
                checkField(value, field.group(1), schema);
            } else if (!LITERAL.matcher(level).matches()) {
                value.refuse(
                        "'" + level + "' is no level of a topic: between slashes stands either a {field}, or letters,"
                                + " digits, dots, hyphens and underscores");
            }
        }
        return Optional.of(new TopicTemplate(text.get(), List.copyOf(names)));
    }

    private static void checkField(YamlValue value, String name, SchemaFields schema) {
        Optional<Field> field = schema.find(name);
        if (field.isEmpty()) {
            value.refuse("the topic names the field '" + name + "', which the schema doesn't");
        } else if (!field.get().required()) {
            value.refuse("the topic names the field '" + name + "', which the schema doesn't require");
        } else if (!field.get().isScalar()) {
            value.refuse("the topic names the field '" + name + "', which is not of a scalar type in the schema");
        }
    }
}

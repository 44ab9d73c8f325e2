package io.aguacero.aggregation.fold;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the key of an event's group: a JSON array of scalars, so that equal values make equal text. */
final class GroupKey {
    private GroupKey() {}

    /** The key by those fields. A field that is absent is null, a number stands in plain notation without idle zeros. */
    static String of(JsonNode payload, List<String> by) {
        StringBuilder text = new StringBuilder("[");
        for (String field : by) {
            if (text.length() > 1) {
                text.append(',');
            }
            append(text, payload.get(field));
        }
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, @Nullable JsonNode value) {
        if (value == null) {
            text.append("null");
        } else if (value.isTextual()) {
            text.append('"');
            JsonStringEncoder.getInstance().quoteAsString(value.textValue(), text);
            text.append('"');
        } else if (value.isNumber()) {
            text.append(value.decimalValue().stripTrailingZeros().toPlainString());
        } else {
            text.append(value);
        }
    }
}

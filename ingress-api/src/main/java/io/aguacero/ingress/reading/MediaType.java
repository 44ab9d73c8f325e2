package io.aguacero.ingress.reading;

import java.util.Locale;

/**
 * A media type as a client names it.
 *
 * @param name type and subtype in lower case, without parameters
 * @param utf8 whether the text that it announces is UTF-8: no charset parameter, or that one
 */
public record MediaType(String name, boolean utf8) {
    private static final String JSON = "application/json";

    /** Reads the value of a Content-Type header or of attribute datacontenttype. */
    public static MediaType parse(String text) {
        if (text.equals(JSON)) {
            return new MediaType(JSON, true);
        }
        String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
        boolean utf8 = true;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=")) {
                String charset = parameter.substring("charset=".length()).replace("\"", "");
                utf8 &= charset.equals("utf-8") || charset.equals("utf8");
            }
        }
        return new MediaType(parts[0].strip(), utf8);
    }

    /** Whether it is JSON: {@code application/json}, or any type with the suffix {@code +json}. */
    public boolean isJson() {
        return name.equals(JSON) || (name.endsWith("+json") && name.indexOf('/') > 0);
    }
}

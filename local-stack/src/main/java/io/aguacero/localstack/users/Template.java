package io.aguacero.localstack.users;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of what users may do, with {@code @NAME@} where something of that user's password belongs. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("@([a-z-]+)@");

    private Template() {}

    /** The file as it lies beside this class. */
    static String text(String resource) {
        try (InputStream stream = Template.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The file with its places filled in.
     *
     * @param of what belongs to a user
     */
    static String filled(String resource, UnaryOperator<String> of) {
        return PLACE.matcher(text(resource)).replaceAll(place -> Matcher.quoteReplacement(of.apply(place.group(1))));
    }
}

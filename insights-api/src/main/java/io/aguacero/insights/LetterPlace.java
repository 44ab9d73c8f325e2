package io.aguacero.insights;

import io.aguacero.contracts.DeliveryPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where reading of the dead letters goes on. As text {@code PATH:POSITION}, for example {@code kafka:120}.
 *
 * @param path whose dead letters are read; Kafka's come first
 * @param position of the next record in that path's log of dead letters, from 0
 */
public record LetterPlace(DeliveryPath path, long position) {
    private static final Pattern TEXT = Pattern.compile("([a-z]{1,16}):(0|[1-9]\\d{0,17})");

    /** Reads the text; empty when it names no place. */
    public static Optional<LetterPlace> parse(String text) {
        Matcher part = TEXT.matcher(text);
        if (part.matches()) {
            for (DeliveryPath path : DeliveryPath.values()) {
                if (path.label().equals(part.group(1))) {
                    return Optional.of(new LetterPlace(path, Long.parseLong(part.group(2))));
                }
            }
        }
        return Optional.empty();
    }

    /** The text. */
    @Override
    public String toString() {
        return path.label() + ":" + position;
    }
}

package io.aguacero.insights.letters;

import io.aguacero.insights.LetterPlace;
import java.util.List;
import java.util.Optional;

/**
 * Dead letters, in the order in which they were given up, Kafka's first.
 *
 * @param letters each once, though the broker may hold it twice
 * @param next where the following page begins; empty when all has been read
 */
public record LetterPage(List<Listed> letters, Optional<LetterPlace> next) {
    /** A letter, and whether it waits to be replayed. */
    public record Listed(StoredLetter letter, boolean waiting) {}
}

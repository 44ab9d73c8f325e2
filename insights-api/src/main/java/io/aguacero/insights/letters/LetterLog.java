package io.aguacero.insights.letters;

import java.io.IOException;
import java.util.Optional;

/** A path's log of dead letters. */
public interface LetterLog {
    /**
     * Shows its records in order, up to its end as it is now, or until the visitor has enough. A log that nobody has made
     * yet is empty. Blocks.
     *
     * @param from position of the first record; the log's beginning, if it begins later
     * @throws IOException when the broker doesn't answer in time
     */
    void read(long from, Visitor visitor) throws IOException;

    /** Who looks at the records. */
    interface Visitor {
        /**
         * Takes a record.
         *
         * @param letter empty when what stands there is no letter
         * @return whether the next record is wanted
         */
        boolean visit(long position, Optional<StoredLetter> letter);
    }
}

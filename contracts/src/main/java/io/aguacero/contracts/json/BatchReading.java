package io.aguacero.contracts.json;

import java.util.List;

/** What came of reading a JSON array as a batch of items. */
public sealed interface BatchReading {
    /** The items in order. An item beyond the limits is unparsable for itself and leaves the others whole. */
    record Items(List<PayloadReading> items) implements BatchReading {}

    /** More items than asked for; reading stopped there. */
    record TooManyItems(int itemsMax) implements BatchReading {}

    /**
     * The body as a whole isn't UTF-8, isn't JSON or isn't an array.
     *
     * @param reason a sentence part for a person, which never repeats the bytes
     * @param byteOffset where in the body the trouble was noticed, from 0
     */
    record Unparsable(String reason, int byteOffset) implements BatchReading {}
}

package io.aguacero.contracts.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What came of reading a JSON document, or one item of a JSON array. */
public sealed interface PayloadReading {
    /** Where the bytes of the document stand in the body, without the white space around it. */
    Span span();

    /**
     * Sound JSON within the limits of {@link PayloadReader}.
     *
     * @param document the value; numbers are integer nodes or exact decimals, never floating point
     * @param span its original bytes
     * @param members of an object: the original bytes of each of its members' values, by member name; empty otherwise
     */
    record Parsed(JsonNode document, Span span, Map<String, Span> members) implements PayloadReading {}

    /**
     * Not JSON, or beyond the limits.
     *
     * @param reason a sentence part for a person, such as "holds a member twice", which never repeats the bytes
     * @param byteOffset where in the body the trouble was noticed, from 0
     * @param span the bytes of the document or item that is unusable
     */
    record Unparsable(String reason, int byteOffset, Span span) implements PayloadReading {}
}

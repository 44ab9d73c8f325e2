package io.aguacero.ingress;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client handed in as payload, as far as it has been read. */
public sealed interface Payload {
    /**
     * Not checked yet.
     *
     * @param document to be checked and then forgotten
     * @param pointer JSON Pointer to the payload within what the client sent; empty when it is all of it
     */
    record Unchecked(JsonNode document, String pointer) implements Payload {}

    /**
     * One of its kind by the kind's compiled check.
     *
     * @param key its partition key
     */
    record Checked(String key) implements Payload {}
}

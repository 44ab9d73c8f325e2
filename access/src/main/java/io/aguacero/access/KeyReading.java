package io.aguacero.access;

import java.util.List;

/** What came of reading a file of keys. */
public sealed interface KeyReading {
    /** All of its keys, each with a name and a hash of its own. */
    record Read(List<ApiKey> keys) implements KeyReading {}

    /** Nothing of it counts; a sentence for each fault, none of which repeats what stands in the file but keys' names. */
    record Refused(List<String> problems) implements KeyReading {}
}

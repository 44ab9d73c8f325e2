package io.aguacero.ingress.reading;

import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.PlainReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled check of each kind that has one; each thread its own, as a reader keeps what it has read. */
public final class PlainReaders {
    private final Map<String, ThreadLocal<PlainReader>> readers = new HashMap<>();

    /**
     * Compiles the checks.
     *
     * @param asides members of a document that aren't part of the payload
     */
    public PlainReaders(Collection<EventKind> kinds, List<String> asides) {
        for (EventKind kind : kinds) {
            if (PlainReader.of(kind, asides).isPresent()) {
                readers.put(
                        kind.name(),
                        ThreadLocal.withInitial(
                                () -> PlainReader.of(kind, asides).orElseThrow()));
            }
        }
    }

    /** This thread's reader of a kind; null when there is none, for want of the kind or of a schema that is plain. */
    @Nullable
    PlainReader of(String kind) {
        ThreadLocal<PlainReader> reader = readers.get(kind);
        return reader == null ? null : reader.get();
    }
}

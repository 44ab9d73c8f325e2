package io.aguacero.contracts.kinds;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The kinds in force. Immutable; safe for any thread. */
public final class KindCatalog {
    private KindCatalog() {}

    /** Loads every folder of a directory as a kind. */
    public static KindLoading load(Path directory) {
        return new KindLoading.Refused(List.of(new KindProblem(directory.toString(), 1, "not written")));
    }

    /** The kind of that name. */
    public Optional<EventKind> find(String name) {
        return Optional.empty();
    }

    /** All kinds, by name. */
    public Collection<EventKind> kinds() {
        return List.of();
    }
}

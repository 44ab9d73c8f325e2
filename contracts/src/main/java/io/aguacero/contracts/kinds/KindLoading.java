package io.aguacero.contracts.kinds;

import java.util.List;

/** What came of loading a directory of kinds. */
public sealed interface KindLoading {
    /** All kinds are sound. */
    record Loaded(KindCatalog catalog) implements KindLoading {}

    /** At least one kind is broken; none is in force. */
    record Refused(List<KindProblem> problems) implements KindLoading {}
}

package io.aguacero.chaos.rows;

import io.aguacero.chaos.Outcome;
import io.aguacero.chaos.checker.LogPath;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** That a fail point was met shows in the logs: what was stored and not acknowledged has been sent again. */
final class Duplicates {
    private Duplicates() {}

    static List<String> unmet(Outcome outcome) {
        return unmet(outcome, EnumSet.allOf(LogPath.class));
    }

    static List<String> unmet(Outcome outcome, Set<LogPath> paths) {
        return paths.stream()
                .filter(path -> outcome.duplicates().getOrDefault(path, 0L) == 0)
                .map(path ->
                        "no event stands in the log of " + path.label() + " twice: the fault has missed its moment")
                .toList();
    }
}

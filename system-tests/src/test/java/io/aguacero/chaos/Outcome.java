package io.aguacero.chaos;

import io.aguacero.chaos.checker.LogPath;
import io.aguacero.chaos.checker.Violation;
import io.aguacero.chaos.load.LoadReport;
import java.util.List;
import java.util.Map;

/**
 * What came of a row.
 *
 * @param injected faults, in the order in which they were made
 * @param load what the client met
 * @param duplicates events of this row that stand in a log more than once, by path
 * @param settledMillis from the end of the load until every promise was found kept, or until patience ended
 * @param violations that are left
 */
public record Outcome(
        Row row,
        long seed,
        List<String> injected,
        LoadReport load,
        Map<LogPath, Long> duplicates,
        long settledMillis,
        List<Violation> violations) {}

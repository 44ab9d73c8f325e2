package io.aguacero.insights;

import io.aguacero.contracts.kinds.KindCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks how the minutes of event time in [from, to) are reconciled.
 *
 * @param kind in force; empty for all, and for what is of no kind
 * @param from first moment, a whole minute
 * @param to moment after the last, a whole minute
 */
public record ReconciliationQuery(Optional<String> kind, Instant from, Instant to) {
    /** Most minutes of a page. */
    public static final int MINUTES_MAX = 1_000;

    private static final long MINUTE = Duration.ofMinutes(1).toSeconds();
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:00Z");

    /** Checks {@code kind}, {@code from} and {@code to}; without from or to, all that is kept. */
    public static Answer<ReconciliationQuery> parse(KindCatalog catalog, Map<String, List<String>> given) {
        QueryParameters parameters = new QueryParameters(given);
        Optional<String> kind = parameters.optional("kind");
        Instant from = given.containsKey("from") ? parameters.instant("from") : FIRST;
        Instant to = given.containsKey("to") ? parameters.instant("to") : LAST;
        if (parameters.faults().isEmpty() && !from.isBefore(to)) {
            parameters.faults().add(new QueryRefusal.Fault("to", "must be later than from"));
        }
        if (!parameters.faults().isEmpty()) {
            return new Answer.Refused<>(QueryRefusal.ofQuery(parameters.faults()));
        }
        if (kind.isPresent() && catalog.find(kind.get()).isEmpty()) {
            return TotalsQuery.unknownKind();
        }
        return new Answer.Given<>(new ReconciliationQuery(kind, from, to));
    }

    /** Minutes since 1970 of the first minute. */
    public long fromMinute() {
        return Math.floorDiv(from.getEpochSecond(), MINUTE);
    }

    /** Minutes since 1970 of the minute after the last. */
    public long toMinute() {
        return Math.ceilDiv(to.getEpochSecond(), MINUTE);
    }
}

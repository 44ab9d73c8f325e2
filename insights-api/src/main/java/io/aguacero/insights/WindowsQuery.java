package io.aguacero.insights;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.WindowSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the windows of a kind whose start lies in [from, to), by event time.
 *
 * @param kind in force
 * @param window one of the kind's widths
 * @param from first moment
 * @param to moment after the last, later than from
 * @param grouping a declared one; empty for the grand total of each window
 * @param paths of the kind's route, at least one
 */
public record WindowsQuery(
        EventKind kind,
        WindowSpec window,
        Instant from,
        Instant to,
        Optional<GroupSpec> grouping,
        Set<DeliveryPath> paths) {

    /** Checks {@code size}, {@code from}, {@code to}, {@code by} and {@code path} against the kinds in force. */
    public static Answer<WindowsQuery> parse(KindCatalog catalog, String name, Map<String, List<String>> given) {
        Optional<EventKind> found = catalog.find(name);
        if (found.isEmpty()) {
            return TotalsQuery.unknownKind();
        }
        EventKind kind = found.get();
        QueryParameters parameters = new QueryParameters(given);
        Optional<String> size = parameters.required("size");
        Instant from = parameters.instant("from");
        Instant to = parameters.instant("to");
        Set<DeliveryPath> paths = parameters.paths(kind);
        List<String> fields = parameters.grouping();
        if (parameters.faults().isEmpty() && !from.isBefore(to)) {
            parameters.faults().add(new QueryRefusal.Fault("to", "must be later than from"));
        }
        if (!parameters.faults().isEmpty()) {
            return new Answer.Refused<>(QueryRefusal.ofQuery(parameters.faults()));
        }
        Optional<WindowSpec> window = kind.aggregate().windows().stream()
                .filter(each -> each.label().equals(size.orElseThrow()))
                .findFirst();
        if (window.isEmpty()) {
            return undeclaredSize(kind);
        }
        Optional<GroupSpec> grouping = QueryParameters.declared(kind, fields);
        if (grouping.isEmpty() && !fields.isEmpty()) {
            return TotalsQuery.undeclaredGrouping(kind);
        }
        return new Answer.Given<>(new WindowsQuery(kind, window.get(), from, to, grouping, paths));
    }

    private static Answer<WindowsQuery> undeclaredSize(EventKind kind) {
        List<String> declared =
                kind.aggregate().windows().stream().map(WindowSpec::label).toList();
        return new Answer.Refused<>(new QueryRefusal(
                ErrorCode.UNDECLARED_GROUPING,
                "size: " + kind.name() + " has no windows of that width",
                List.of(new QueryRefusal.Fault("size", "must be one of: " + String.join(", ", declared)))));
    }
}

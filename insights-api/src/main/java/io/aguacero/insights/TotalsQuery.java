package io.aguacero.insights;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.kinds.KindCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for the totals of a kind.
 *
 * @param kind in force
 * @param grouping a declared one; empty for the grand total
 * @param paths of the kind's route, at least one
 */
public record TotalsQuery(EventKind kind, Optional<GroupSpec> grouping, Set<DeliveryPath> paths) {

    /** Checks {@code by} and {@code path} against the kinds in force. */
    public static Answer<TotalsQuery> parse(KindCatalog catalog, String name, Map<String, List<String>> given) {
        Optional<EventKind> found = catalog.find(name);
        if (found.isEmpty()) {
            return unknownKind();
        }
        EventKind kind = found.get();
        QueryParameters parameters = new QueryParameters(given);
        Set<DeliveryPath> paths = parameters.paths(kind);
        List<String> fields = parameters.grouping();
        if (!parameters.faults().isEmpty()) {
            return new Answer.Refused<>(QueryRefusal.ofQuery(parameters.faults()));
        }
        Optional<GroupSpec> grouping = QueryParameters.declared(kind, fields);
        if (grouping.isEmpty() && !fields.isEmpty()) {
            return undeclaredGrouping(kind);
        }
        return new Answer.Given<>(new TotalsQuery(kind, grouping, paths));
    }

    static <T> Answer<T> unknownKind() {
        return new Answer.Refused<>(
                QueryRefusal.of(ErrorCode.UNKNOWN_KIND, "no kind of that name is in force: see /v1/kinds"));
    }

    static <T> Answer<T> undeclaredGrouping(EventKind kind) {
        List<String> declared =
                kind.aggregate().groups().stream().map(GroupSpec::label).toList();
        return new Answer.Refused<>(new QueryRefusal(
                ErrorCode.UNDECLARED_GROUPING,
                "by: " + kind.name() + " isn't grouped that way",
                List.of(new QueryRefusal.Fault("by", "must be one of: " + String.join(" | ", declared)))));
    }
}

package io.aguacero.insights;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.GroupSpec;
import io.aguacero.contracts.wire.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the parameters of one query and gathers what is wrong with them, so that a refusal names every fault at once. */
final class QueryParameters {
    private final Map<String, List<String>> given;
    private final List<QueryRefusal.Fault> faults = new ArrayList<>();

    QueryParameters(Map<String, List<String>> given) {
        this.given = given;
    }

    List<QueryRefusal.Fault> faults() {
        return faults;
    }

    /** The parameter's only value; given twice it is a fault. */
    Optional<String> optional(String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            faults.add(new QueryRefusal.Fault(name, "is given more than once"));
        }
        return values.stream().findFirst();
    }

    /** The parameter's value; missing it is a fault. */
    Optional<String> required(String name) {
        Optional<String> value = optional(name);
        if (value.isEmpty()) {
            faults.add(new QueryRefusal.Fault(name, "is missing"));
        }
        return value;
    }

    /** A moment in RFC 3339; the result is of no use when it was a fault. */
    Instant instant(String name) {
        Optional<String> text = required(name);
        if (text.isPresent()) {
            try {
                return OffsetDateTime.parse(text.get()).toInstant();
            } catch (DateTimeException e) {
                faults.add(new QueryRefusal.Fault(name, "must be a time such as 2026-01-31T12:00:00Z"));
            }
        }
        return Instant.EPOCH;
    }

    /** A moment in RFC 3339, in microseconds since 1970; empty when it isn't given, or was a fault. */
    OptionalLong micros(String name) {
        Optional<String> text = optional(name);
        OptionalLong micros = text.map(Timestamps::parse).orElse(OptionalLong.empty());
        if (text.isPresent() && micros.isEmpty()) {
            faults.add(new QueryRefusal.Fault(name, "must be a time such as 2026-01-31T12:00:00Z"));
        }
        return micros;
    }

    /** The named path, or all of the kind's route. */
    Set<DeliveryPath> paths(EventKind kind) {
        Optional<String> label = optional("path");
        if (label.isEmpty()) {
            return kind.paths();
        }
        for (DeliveryPath path : kind.paths()) {
            if (path.label().equals(label.get())) {
                return EnumSet.of(path);
            }
        }
        faults.add(new QueryRefusal.Fault("path", "must be one of the kind's paths: " + labels(kind.paths())));
        return Set.of();
    }

    /** The named path, or all there are. */
    Set<DeliveryPath> anyPaths() {
        Set<DeliveryPath> all = EnumSet.allOf(DeliveryPath.class);
        Optional<String> label = optional("path");
        if (label.isEmpty()) {
            return all;
        }
        for (DeliveryPath path : all) {
            if (path.label().equals(label.get())) {
                return EnumSet.of(path);
            }
        }
        faults.add(new QueryRefusal.Fault("path", "must be one of: " + labels(all)));
        return all;
    }

    /** A whole number from least to most; the result is the one for absence when it was a fault. */
    int wholeNumber(String name, int absent, int least, int most) {
        Optional<String> text = optional(name);
        if (text.isEmpty()) {
            return absent;
        }
        if (text.get().matches("\\d{1,9}")) {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        faults.add(new QueryRefusal.Fault(name, "must be a whole number from " + least + " to " + most));
        return absent;
    }

    /** The fields to group by, in the order given; empty for the grand total. */
    List<String> grouping() {
        return optional("by").map(text -> List.of(text.split(",", -1))).orElse(List.of());
    }

    /** The kind's grouping by these fields, in whichever order they are named. */
    static Optional<GroupSpec> declared(EventKind kind, List<String> fields) {
        return kind.aggregate().groups().stream()
                .filter(group -> group.by().size() == fields.size()
                        && Set.copyOf(group.by()).equals(Set.copyOf(fields)))
                .findFirst();
    }

    private static String labels(Set<DeliveryPath> paths) {
        return String.join(
                ", ", paths.stream().map(DeliveryPath::label).sorted().toList());
    }
}

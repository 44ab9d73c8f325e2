package io.aguacero.contracts.kinds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what is counted: windows, values and groupings. */
final class AggregateSection {
    /** Most groups of a grouping that a kind may declare, or that its enumerations may make. */
    static final int GROUPS_MAX = 100_000;

    private static final int WINDOWS_MAX = 8;
    private static final int VALUES_MAX = 32;
    private static final int GROUPINGS_MAX = 32;
    private static final int FIELDS_MAX = 8;
    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    private final SchemaFields fields;
    private final Optional<IdMemory> ids;

    AggregateSection(SchemaFields fields, Optional<IdMemory> ids) {
        this.fields = fields;
        this.ids = ids;
    }

    Optional<Aggregate> read(YamlObject section) {
        List<WindowSpec> windows =
                section.required("windows").map(this::windows).orElse(List.of());
        Optional<YamlValue> valuesValue = section.required("values");
        Optional<YamlObject> declared = valuesValue.flatMap(value -> value.object("values"));
        Map<String, YamlValue> named = declared.map(YamlObject::all).orElse(Map.of());
        if (named.size() > VALUES_MAX) {
            valuesValue.orElseThrow().refuse("there may be at most " + VALUES_MAX + " values");
        }
        List<ValueSpec> values = new ArrayList<>();
        named.forEach((name, value) -> ValueReader.read(name, value, fields).ifPresent(values::add));
        List<GroupSpec> groups = section.required("groups")
                .map(value -> groups(value, named.keySet()))
                .orElse(List.of());
        section.refuseUnknown();
        return Optional.of(new Aggregate(windows, List.copyOf(values), groups));
    }

    private List<WindowSpec> windows(YamlValue list) {
        List<WindowSpec> windows = new ArrayList<>();
        for (YamlValue item : list.list(WINDOWS_MAX).orElse(List.of())) {
            item.object("a window").flatMap(this::window).ifPresent(window -> {
                if (windows.stream().anyMatch(other -> other.size().equals(window.size()))) {
                    item.refuse("the window size " + window.label() + " is declared twice");
                }
                windows.add(window);
            });
        }
        return List.copyOf(windows);
    }

    private Optional<WindowSpec> window(YamlObject window) {
        Optional<YamlValue> sizeValue = window.required("size");
        Optional<YamlValue> keepValue = window.required("keep");
        window.refuseUnknown();
        Optional<Duration> size = sizeValue.flatMap(YamlValue::duration);
        Optional<Duration> keep = keepValue.flatMap(YamlValue::duration);
        if (size.isEmpty() || keep.isEmpty()) {
            return Optional.empty();
        }
        if (ids.isPresent() && keep.get().compareTo(ids.get().horizon().plus(size.get())) < 0) {
            keepValue
                    .orElseThrow()
                    .refuse("keep must be at least the horizon and the window's size together, so that an"
                            + " event as late as allowed still finds its window");
        }
        return Optional.of(new WindowSpec(sizeValue.flatMap(YamlValue::text).orElseThrow(), size.get(), keep.get()));
    }

    private List<GroupSpec> groups(YamlValue list, Set<String> values) {
        List<GroupSpec> groups = new ArrayList<>();
        Set<Set<String>> groupings = new LinkedHashSet<>();
        for (YamlValue item : list.list(GROUPINGS_MAX).orElse(List.of())) {
            item.object("a group").flatMap(group -> group(item, group, values)).ifPresent(group -> {
                if (!groupings.add(Set.copyOf(group.by()))) {
                    item.refuse("the grouping by " + group.label() + " is declared twice");
                }
                groups.add(group);
            });
        }
        return List.copyOf(groups);
    }

    private Optional<GroupSpec> group(YamlValue item, YamlObject group, Set<String> values) {
        Optional<YamlValue> byValue = group.required("by");
        Optional<YamlValue> ofValue = group.optional("of");
        Optional<YamlValue> maxValue = group.optional("max");
        group.refuseUnknown();
        Set<String> by = byValue.map(list -> names(list, FIELDS_MAX, "field")).orElse(Set.of());
        Set<String> of = ofValue.map(list -> names(list, VALUES_MAX, "value")).orElse(Set.of());
        of.stream()
                .filter(name -> !values.contains(name))
                .forEach(name -> ofValue.orElseThrow()
                        .refuse("of names the value '" + name + "', which is not declared under values"));
        if (by.isEmpty()) {
            byValue.ifPresent(list -> list.refuse("by must name at least one field"));
            return Optional.empty();
        }
        if (!checkFields(byValue.orElseThrow(), by)) {
            return Optional.empty();
        }
        return groupsMax(item, by, maxValue).map(max -> new GroupSpec(List.copyOf(by), List.copyOf(of), max));
    }

    private boolean checkFields(YamlValue list, Set<String> by) {
        boolean sound = true;
        for (String name : by) {
            Optional<SchemaFields.Field> field = fields.find(name);
            if (!FIELD_NAME.matcher(name).matches()) {
                list.refuse("by names a field whose name isn't letters, digits, hyphens and underscores");
            } else if (field.isEmpty()) {
                list.refuse("by names the field '" + name + "', which the schema doesn't");
            } else if (!field.get().isScalar()) {
                list.refuse("by names the field '" + name + "', which is not of a scalar type in the schema");
            } else {
                continue;
            }
            sound = false;
        }
        return sound;
    }

    private Set<String> names(YamlValue value, int max, String what) {
        Set<String> names = new LinkedHashSet<>();
        for (YamlValue item : value.list(max).orElse(List.of())) {
            item.text().ifPresent(name -> {
                if (!names.add(name)) {
                    item.refuse("the " + what + " '" + name + "' is named twice");
                }
            });
        }
        return names;
    }

    private Optional<Integer> groupsMax(YamlValue group, Set<String> by, Optional<YamlValue> declared) {
        if (declared.isPresent()) {
            Optional<Integer> max = declared.get().integer();
            if (max.isPresent() && (max.get() < 1 || max.get() > GROUPS_MAX)) {
                declared.get().refuse("max must be 1 to " + GROUPS_MAX);
            }
            return max;
        }
        long product = 1;
        for (String name : by) {
            SchemaFields.Field field = fields.find(name).orElseThrow();
            OptionalInt distinct = field.distinct();
            if (distinct.isEmpty()) {
                group.refuse("how many groups there can be is not bounded: say max, or enumerate '" + name
                        + "' in the schema");
                return Optional.empty();
            }
            // An absent field makes a group as well.
            product = Math.min(product * (distinct.getAsInt() + (field.required() ? 0 : 1)), GROUPS_MAX + 1L);
        }
        if (product > GROUPS_MAX) {
            group.refuse("the enumerated fields make more than " + GROUPS_MAX + " groups: say max");
            return Optional.empty();
        }
        return Optional.of((int) product);
    }
}

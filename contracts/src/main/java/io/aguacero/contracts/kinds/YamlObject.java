package io.aguacero.contracts.kinds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping read strictly: each property is asked for by name, a missing one, a doubled one and one that nobody
 * asked for are problems of their line.
 */
final class YamlObject {
    private final String what;
    private final int line;
    private final Problems problems;
    private final Map<String, YamlValue> properties = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * Reads a mapping.
     *
     * @param what how a sentence calls it, for example "the kind" or "value temperature"
     */
    YamlObject(MappingNode mapping, String what, Problems problems) {
        this.what = what;
        this.line = lineOf(mapping);
        this.problems = problems;
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar) || !Tag.STR.equals(key.getTag())) {
                problems.add(lineOf(key), what + " has a property whose name is not text");
                continue;
            }
            String name = scalar.getValue();
            if (properties.putIfAbsent(name, new YamlValue(tuple.getValueNode(), "'" + name + "'", problems)) != null) {
                problems.add(lineOf(key), what + " has '" + name + "' twice");
            }
            lines.putIfAbsent(name, lineOf(key));
        }
    }

    static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    int line() {
        return line;
    }

    /** A property that must be there; its absence is noted as a problem. */
    Optional<YamlValue> required(String name) {
        Optional<YamlValue> value = optional(name);
        if (value.isEmpty()) {
            problems.add(line, what + " has no '" + name + "'");
        }
        return value;
    }

    Optional<YamlValue> optional(String name) {
        asked.add(name);
        return Optional.ofNullable(properties.get(name));
    }

    /** Every property, for a mapping whose names are free. */
    Map<String, YamlValue> all() {
        asked.addAll(properties.keySet());
        return properties;
    }

    /** Notes what wasn't asked for; to be called after the last question. */
    void refuseUnknown() {
        List<String> unknown = new ArrayList<>(properties.keySet());
        unknown.removeAll(asked);
        for (String name : unknown) {
            int at = lines.getOrDefault(name, line);
            problems.add(at, what + " has an unknown property '" + name + "'; known are: " + String.join(", ", asked));
        }
    }
}

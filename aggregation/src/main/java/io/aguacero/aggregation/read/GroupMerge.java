package io.aguacero.aggregation.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aguacero.contracts.kinds.ValueSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Merges the tables that the shards have of one grouping. Not safe for threads. */
final class GroupMerge {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final List<ValueSpec> values;
    private final Map<String, MergedGroup> groups = new TreeMap<>();

    /** A merge of a grouping with those values. */
    GroupMerge(List<ValueSpec> values) {
        this.values = values;
    }

    void add(StoredTable table) {
        table.groups()
                .forEach((key, stats) -> groups.computeIfAbsent(key, absent -> new MergedGroup(values.size()))
                        .add(stats));
    }

    /** The groups that have events, by key. */
    List<Group> groups() {
        List<Group> merged = new ArrayList<>(groups.size());
        groups.forEach((key, group) -> merged.add(group.toGroup(keyOf(key))));
        return merged;
    }

    private static List<JsonNode> keyOf(String text) {
        try {
            List<JsonNode> key = new ArrayList<>();
            MAPPER.readTree(text).forEach(key::add);
            return List.copyOf(key);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the key of a group is not a JSON array", e);
        }
    }

    private final class MergedGroup {
        private final @Nullable MergedValue[] merged;
        private long count;

        MergedGroup(int size) {
            merged = new MergedValue[size];
        }

        void add(Map<String, String> stats) {
            count = Math.addExact(count, Long.parseLong(stats.getOrDefault("n", "0")));
            for (int i = 0; i < merged.length; i++) {
                String name = values.get(i).name();
                if (stats.containsKey(name + ".n")) {
                    MergedValue stored = MergedValue.of(name, stats);
                    MergedValue before = merged[i];
                    merged[i] = before == null ? stored : before.plus(stored);
                }
            }
        }

        Group toGroup(List<JsonNode> key) {
            Map<String, ValueTotals> totals = new LinkedHashMap<>();
            for (int i = 0; i < merged.length; i++) {
                MergedValue value = merged[i];
                if (value != null) {
                    totals.put(
                            values.get(i).name(), value.toTotals(values.get(i).scale()));
                }
            }
            return new Group(key, count, totals);
        }
    }
}

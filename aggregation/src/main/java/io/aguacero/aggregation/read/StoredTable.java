package io.aguacero.aggregation.read;

import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One table of a grouping as a shard has it: statistics as text by the group's key. A field of the hash is the key, a
 * space and the statistic's name, which holds no space itself; the field {@code #} counts the groups.
 *
 * @param groups text of each statistic by its name, by the group's key as JSON array text
 */
record StoredTable(Map<String, Map<String, String>> groups) {
    static StoredTable of(Response hash) {
        Map<String, Map<String, String>> groups = new LinkedHashMap<>();
        for (String field : hash.getKeys()) {
            int space = field.lastIndexOf(' ');
            if (space > 0) {
                groups.computeIfAbsent(field.substring(0, space), key -> new HashMap<>())
                        .put(field.substring(space + 1), hash.get(field).toString());
            }
        }
        return new StoredTable(groups);
    }
}

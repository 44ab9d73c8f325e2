package io.aguacero.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of metrics in queries, and whether there are such metrics. */
public final class MetricNames {
    /** Names of ours stand in queries alone or within a recorded one's: {@code path:aguacero_lag_events:sum}. */
    private static final Pattern OURS = Pattern.compile("\\b(?:\\w+:)?aguacero_\\w+(?::\\w+)?");

    private MetricNames() {}

    /** What the recording rules make. */
    public static Set<String> recorded() throws IOException {
        return AlertsTest.rules("recording.rules.yml").stream()
                .map((JsonNode rule) -> rule.path("record").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of ours in a query that are neither in the table of {@code docs/observability.md} nor recorded. */
    public static Set<String> unknown(String query, Set<String> recorded) {
        Set<String> known = MetricsTable.read().stream()
                .flatMap(row -> row.type().equals("histogram")
                        ? Stream.of("_bucket", "_count", "_sum", "_max").map(suffix -> row.name() + suffix)
                        : Stream.of(row.name()))
                .collect(Collectors.toSet());
        return OURS.matcher(query)
                .results()
                .map(found -> found.group())
                .filter(name -> !known.contains(name) && !recorded.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.aguacero.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards of {@code grafana/dashboards}, as they lie there. */
public final class Dashboards {
    static final List<String> NAMES = List.of("brokers", "containers", "health", "ingress", "weather");

    private Dashboards() {}

    /**
     * A query of a panel, with each variable as it is when all is chosen.
     *
     * @param panel of which dashboard it is, and its title
     * @param expression for Prometheus
     */
    public record Query(String panel, String expression) {}

    /** Every query of every dashboard. */
    public static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (String name : NAMES) {
            for (JsonNode panel : read(name).path("panels")) {
                String title = name + ": " + panel.path("title").asText();
                panel.path("targets")
                        .forEach(target -> queries.add(
                                new Query(title, chosen(target.path("expr").asText()))));
            }
        }
        return queries;
    }

    static JsonNode read(String name) throws IOException {
        return new JsonMapper().readTree(folder().resolve(name + ".json").toFile());
    }

    static Path folder() {
        return Reactor.root().resolve("grafana/dashboards");
    }

    /** The panels of a dashboard. */
    static List<JsonNode> panels(JsonNode dashboard) {
        return Stream.iterate(0, index -> index < dashboard.path("panels").size(), index -> index + 1)
                .map(index -> dashboard.path("panels").get(index))
                .toList();
    }

    private static String chosen(String expression) {
        return expression.replace("$__rate_interval", "1m").replaceAll("\\$(namespace|path|kind|producer)", ".*");
    }
}

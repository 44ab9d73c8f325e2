package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards are what their source makes, hold together, and ask for metrics that there are. */
class DashboardsTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final int COLUMNS = 24;

    @Test
    void theyAreWhatTheirSourceMakes(@TempDir Path folder) throws Exception {
        Process made = new ProcessBuilder("python3", "grafana/dashboards.py", folder.toString())
                .directory(Reactor.root().toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, made.waitFor(), said);
        for (String name : Dashboards.NAMES) {
            assertEquals(
                    Files.readString(folder.resolve(name + ".json")),
                    Files.readString(Dashboards.folder().resolve(name + ".json")),
                    name + ": run grafana/dashboards.py");
        }
    }

    @Test
    void eachPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        Set<String> uids = new HashSet<>();
        for (String name : Dashboards.NAMES) {
            JsonNode dashboard = Dashboards.read(name);
            assertEquals("aguacero-" + name, dashboard.path("uid").asText());
            assertTrue(uids.add(dashboard.path("uid").asText()), name);
            assertFalse(dashboard.path("title").asText().isBlank(), name);
            assertFalse(dashboard.path("description").asText().isBlank(), name);
            for (JsonNode panel : Dashboards.panels(dashboard)) {
                String title = name + ": " + panel.path("title").asText();
                assertFalse(panel.path("title").asText().isBlank(), name);
                assertFalse(panel.path("description").asText().isBlank(), title);
                assertFalse(panel.at("/fieldConfig/defaults/unit").asText().isBlank(), title);
                assertEquals("${datasource}", panel.at("/datasource/uid").asText(), title);
                assertFalse(panel.path("targets").isEmpty(), title);
            }
        }
    }

    @Test
    void noPanelLiesUponAnother() throws IOException {
        for (String name : Dashboards.NAMES) {
            Set<String> taken = new HashSet<>();
            Set<Integer> ids = new HashSet<>();
            for (JsonNode panel : Dashboards.panels(Dashboards.read(name))) {
                JsonNode place = panel.path("gridPos");
                assertTrue(
                        ids.add(panel.path("id").asInt()), panel.path("title").asText());
                for (int x = place.path("x").asInt();
                        x < place.path("x").asInt() + place.path("w").asInt();
                        x++) {
                    assertTrue(x < COLUMNS, panel.path("title").asText());
                    for (int y = place.path("y").asInt();
                            y < place.path("y").asInt() + place.path("h").asInt();
                            y++) {
                        assertTrue(taken.add(x + "/" + y), panel.path("title").asText());
                    }
                }
            }
        }
    }

    @Test
    void everyVariableThatIsUsedIsDeclared() throws IOException {
        for (String name : Dashboards.NAMES) {
            JsonNode dashboard = Dashboards.read(name);
            Set<String> known = new TreeSet<>(List.of("__rate_interval"));
            dashboard
                    .at("/templating/list")
                    .forEach(one -> known.add(one.path("name").asText()));
            Set<String> used = new TreeSet<>();
            for (JsonNode panel : Dashboards.panels(dashboard)) {
                panel.path("targets")
                        .forEach(target -> VARIABLE.matcher(target.path("expr").asText())
                                .results()
                                .forEach(found -> used.add(found.group(1))));
            }
            used.removeAll(known);
            assertEquals(Set.of(), used, name);
        }
    }

    @Test
    void everyMetricThatIsAskedForIsDocumentedOrRecorded() throws IOException {
        Set<String> recorded = MetricNames.recorded();
        List<String> unknown = new ArrayList<>();
        for (Dashboards.Query query : Dashboards.queries()) {
            MetricNames.unknown(query.expression(), recorded).forEach(name -> unknown.add(query.panel() + ": " + name));
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void theDataSourceIsTheOneThatTheDashboardsBeginWith() throws IOException {
        Path provisioning = Reactor.root().resolve("grafana/provisioning");
        JsonNode sources = new YAMLMapper()
                .readTree(provisioning.resolve("datasources/prometheus.yaml").toFile());
        assertEquals("prometheus", sources.at("/datasources/0/type").asText());
        for (String name : Dashboards.NAMES) {
            assertEquals(
                    sources.at("/datasources/0/uid").asText(),
                    Dashboards.read(name).at("/templating/list/0/current/value").asText());
        }
        assertEquals(
                "file",
                new YAMLMapper()
                        .readTree(
                                provisioning.resolve("dashboards/aguacero.yaml").toFile())
                        .at("/providers/0/type")
                        .asText());
    }
}

package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of {@code grafana/alerts}: Prometheus takes them, each alert is shown firing and resolved, and has a runbook. */
class AlertsTest {
    private static final Path RULES = Reactor.root().resolve("grafana/alerts");
    private static final List<String> FILES = List.of("alerts.rules.yml", "recording.rules.yml", "tests.yml");

    /** How a promtool ended, and what it said. */
    private record Verdict(int status, String said) {}

    @Test
    void prometheusTakesTheRulesAndEachDoesWhatItsTestSays() throws Exception {
        assertEquals(
                0, promtool(RULES, "check", "rules", FILES.get(0), FILES.get(1)).status());
        Verdict tests = promtool(RULES, "test", "rules", FILES.get(2));
        assertEquals(0, tests.status(), tests.said());
    }

    @Test
    void anAlertThatNoLongerFiresIsFound(@TempDir Path folder) throws Exception {
        for (String file : FILES) {
            String text = Files.readString(RULES.resolve(file));
            Files.writeString(folder.resolve(file), text.replace("aguacero_path_up) == 0", "aguacero_path_up) == 7"));
        }
        assertNotEquals(0, promtool(folder, "test", "rules", FILES.get(2)).status());
    }

    @Test
    void eachAlertIsShownInPeaceFiringAndResolved() throws IOException {
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            List<Boolean> firing = new ArrayList<>();
            yaml("tests.yml")
                    .path("tests")
                    .forEach(test -> test.path("alert_rule_test").forEach(moment -> {
                        if (moment.path("alertname").asText().equals(name)) {
                            firing.add(!moment.path("exp_alerts").isEmpty());
                        }
                    }));
            assertEquals(List.of(false, true, false), firing, name);
        }
    }

    @Test
    void eachAlertSaysInWordsWhatIsWrongAndLeadsToItsRunbook() throws IOException {
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertTrue(
                    Set.of("page", "ticket")
                            .contains(alert.at("/labels/severity").asText()),
                    name);
            assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
            Path runbook =
                    Reactor.root().resolve(alert.at("/annotations/runbook").asText());
            assertTrue(Files.isRegularFile(runbook), name);
            assertTrue(
                    Files.readString(runbook).lines().findFirst().orElse("").contains(name),
                    runbook + " isn't about " + name);
        }
    }

    @Test
    void everyMetricOfARuleIsDocumentedOrRecorded() throws IOException {
        Set<String> recorded = MetricNames.recorded();
        Set<String> unknown = new TreeSet<>();
        for (String file : FILES.subList(0, 2)) {
            rules(file)
                    .forEach(rule ->
                            unknown.addAll(MetricNames.unknown(rule.path("expr").asText(), recorded)));
        }
        assertEquals(Set.of(), unknown);
        assertEquals(
                Set.of("aguacero_nonsense_total", "path:aguacero_lag_events:max"),
                MetricNames.unknown("path:aguacero_lag_events:max > rate(aguacero_nonsense_total[1m]) + up", recorded));
    }

    private static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = rules("alerts.rules.yml");
        assertTrue(alerts.size() > 10);
        assertEquals(
                alerts.size(),
                alerts.stream()
                        .map(alert -> alert.path("alert").asText())
                        .collect(Collectors.toSet())
                        .size());
        return alerts;
    }

    static List<JsonNode> rules(String file) throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        yaml(file).path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(RULES.resolve(file).toFile());
    }

    private static Verdict promtool(Path folder, String... words) throws Exception {
        assertTrue(Programs.installed("promtool"), "promtool is needed, ./test.sh installs it: Debian's prometheus");
        List<String> command = new ArrayList<>(List.of(Programs.find("promtool")));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor(), said);
    }
}

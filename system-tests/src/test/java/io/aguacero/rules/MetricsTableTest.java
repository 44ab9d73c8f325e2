package io.aguacero.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of metrics can be compared with what a service exports. */
class MetricsTableTest {
    @Test
    void everyRowIsWhole() {
        List<MetricsTable.Row> rows = MetricsTable.read();
        assertTrue(rows.size() >= 9, rows.toString());
        for (MetricsTable.Row row : rows) {
            assertTrue(Set.of("counter", "gauge", "histogram").contains(row.type()), row.toString());
            assertFalse(row.services().isEmpty(), row.toString());
            assertTrue(Reactor.SERVICES.keySet().containsAll(row.services()), row.toString());
        }
        assertEquals(
                rows.size(),
                rows.stream()
                        .map(MetricsTable.Row::name)
                        .collect(Collectors.toSet())
                        .size());
    }

    @Test
    void whatIsDocumentedIsTaken() {
        assertEquals(List.of(), MetricsTable.undocumented("ingress-api", """
                        # TYPE aguacero_ingress_events counter
                        aguacero_ingress_events_total{kind="weather.tweet",outcome="stored"} 1.0
                        aguacero_hop_seconds_bucket{hop="router",le="0.001"} 0.0
                        jvm_threads_live_threads 12.0
                        """));
    }

    @Test
    void anUnknownNameAnotherLabelAndAnotherServiceAreFound() {
        assertEquals(
                List.of(
                        "aguacero_nonsense_total isn't documented",
                        "aguacero_hop_seconds_count has labels [hop, tenant], documented [hop]",
                        "aguacero_lag_events isn't documented for ingress-api"),
                MetricsTable.undocumented("ingress-api", """
                        aguacero_nonsense_total 1.0
                        aguacero_hop_seconds_count{hop="router",tenant="default"} 1.0
                        aguacero_lag_events{path="kafka",shard="0"} 1.0
                        """));
    }
}

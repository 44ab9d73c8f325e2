package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without its store the service says so at once, shows no number that it can't know, and comes back by itself. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class StoreLossIT {
    private static final String TOTALS = "/v1/kinds/weather.tweet/totals";

    @TestHTTPResource("/")
    URI service;

    @AfterEach
    void storeIsBack() {
        StoreOfOneTest.valkey().start();
        Asking.until(() -> Optional.of(Asking.get(service, TOTALS)).filter(answer -> answer.statusCode() == 200));
    }

    @Test
    void aKilledStoreIsUnavailableNotWrongAndHealsByItself() {
        storeIsBack();
        Asking.until(() -> Optional.of(Asking.metrics()).filter(text -> text.contains("aguacero_aggregate_events{")));

        StoreOfOneTest.valkey().kill();

        unavailable(Asking.get(service, TOTALS));
        unavailable(Asking.get(service, "/data"));
        assertEquals(503, health("ready"));
        assertEquals(200, health("live"));
        assertEquals(200, health("started"));
        assertEquals(200, Asking.get(service, "/v1/kinds").statusCode());
        assertFalse(Asking.until(() ->
                        Optional.of(Asking.metrics()).filter(text -> !text.contains("aguacero_aggregate_events{")))
                .contains("aguacero_aggregate_value{"));

        storeIsBack();

        assertEquals(200, health("ready"));
    }

    @Test
    void aFrozenStoreIsUnavailableWithinTheDeadline() {
        storeIsBack();

        StoreOfOneTest.valkey().freeze();
        try {
            unavailable(Asking.get(service, TOTALS));
        } finally {
            StoreOfOneTest.valkey().thaw();
        }
    }

    private static void unavailable(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode(), answer.body());
        assertEquals(
                "store-unavailable", Asking.json(answer.body()).path("code").asText());
        assertEquals("true", Asking.json(answer.body()).path("retryable").asText());
        assertTrue(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()) > 0);
    }

    private static int health(String which) {
        return Asking.get(Asking.management(), "/q/health/" + which).statusCode();
    }
}

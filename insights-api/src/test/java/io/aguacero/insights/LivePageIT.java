package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the live page listens to is what the API says, and an outage is told as one. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class LivePageIT {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#]+)\"|from '([^']+)'");

    @Inject
    Redis redis;

    @Inject
    KindCatalog kinds;

    @TestHTTPResource("/")
    URI service;

    @Test
    void theStreamTellsWhatTheApiTellsAndMovesWithIt() throws IOException {
        Instant now = Instant.parse("2026-04-01T12:00:00Z");
        try (Listening viewer = Listening.to(service)) {
            long before = mixco(viewer.until(LivePageIT::readable));
            new Shard(redis, kinds, DeliveryPath.KAFKA, 1)
                    .event(now, "live-" + before, """
                            {"municipality":"mixco","weather":"sunny","temperature":20}""")
                    .apply();

            JsonNode moved = viewer.until(snapshot -> readable(snapshot) && mixco(snapshot) == before + 1);

            JsonNode api = Asking.json(
                    Asking.get(service, "/v1/kinds/weather.tweet/totals").body());
            assertEquals(api.path("paths"), totals(moved, "").path("paths"));
        }
    }

    @Test
    void aSnapshotIsAsDescribed() throws IOException {
        try (Listening viewer = Listening.to(service)) {
            JsonNode snapshot = viewer.until(LivePageIT::readable);
            Description.of(service).isA("LiveSnapshot", snapshot);
            assertEquals(
                    "there is no Prometheus to ask for rates",
                    snapshot.at("/flow/problem").asText());
        }
    }

    @Test
    void aStoreThatIsGoneIsToldAndNoNumberWithIt() throws IOException {
        try (Listening viewer = Listening.to(service)) {
            viewer.until(LivePageIT::readable);
            StoreOfOneTest.valkey().kill();
            try {
                JsonNode without =
                        viewer.until(snapshot -> snapshot.path("totals").has("problem"));
                assertFalse(without.path("totals").has("value"));
                assertTrue(without.at("/totals/problem").asText().startsWith("the store doesn't answer"));
                assertFalse(without.path("letters").has("value"));
            } finally {
                StoreOfOneTest.valkey().start();
            }
            viewer.until(LivePageIT::readable);
        }
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsRefusedAndHasOneWhenSomebodyLeaves() throws IOException {
        try (Listening one = Listening.to(service)) {
            try (Listening other = Listening.to(service)) {
                other.until(LivePageIT::readable);
                HttpResponse<String> refused = Asking.get(service, "/v1/stream");
                assertEquals(503, refused.statusCode());
                Description.of(service).describes("get", "/v1/stream", refused);
            }
            try (Listening third = Listening.to(service)) {
                third.until(LivePageIT::readable);
            }
            one.until(LivePageIT::readable);
        }
    }

    @Test
    void aStreamEndsWithItsKey() throws IOException {
        String before = Files.readString(StoreOfOneTest.keys());
        try (Listening reader = Listening.to(service, "reader");
                Listening other = Listening.to(service)) {
            reader.until(LivePageIT::readable);

            Files.writeString(
                    StoreOfOneTest.keys(),
                    before.replaceFirst("(\"name\": \"reader\".*)\\}", "$1, \"revoked\": \"2026-01-01T00:00:00Z\"}"));

            Asking.until(() -> Optional.of(reader).filter(Listening::ended));
            other.until(LivePageIT::readable);
        } finally {
            Files.writeString(StoreOfOneTest.keys(), before);
        }
    }

    @Test
    void thePageAndAllThatItRefersToComeFromHereUnderAStrictPolicy() {
        HttpResponse<String> page = Asking.get(service, "/");
        assertEquals(200, page.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("content-type").orElseThrow());
        assertTrue(page.headers()
                .firstValue("content-security-policy")
                .orElseThrow()
                .startsWith("default-src 'none'; script-src 'self';"));
        assertFalse(page.body().contains("style="), "the policy refuses inline styles");
        String all = page.body() + Asking.get(service, "/live.js").body();
        for (MatchResult found : REFERENCE.matcher(all).results().toList()) {
            String address = found.group(1) == null ? found.group(2).substring(1) : found.group(1);
            assertTrue(address.startsWith("/") && !address.startsWith("//"), address);
            assertEquals(200, Asking.get(service, address).statusCode(), address);
        }
    }

    private static boolean readable(JsonNode snapshot) {
        return snapshot.path("totals").has("value") && snapshot.path("windows").has("value");
    }

    private static long mixco(JsonNode snapshot) {
        for (JsonNode group : totals(snapshot, "municipality").at("/paths/kafka/groups")) {
            if (group.at("/key/municipality").asText().equals("mixco")) {
                return group.path("count").asLong();
            }
        }
        return 0;
    }

    private static JsonNode totals(JsonNode snapshot, String by) {
        for (JsonNode one : snapshot.at("/totals/value")) {
            if (one.path("kind").asText().equals("weather.tweet")
                    && one.path("by").path(0).asText().equals(by)) {
                return one;
            }
        }
        throw new AssertionError("no totals by " + by + " in " + snapshot);
    }
}

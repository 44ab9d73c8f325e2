package io.aguacero.ingress.http;

import static io.aguacero.ingress.http.IssuerOfTheDoor.issuer;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.access.tokens.LocalIssuer;
import io.aguacero.access.tokens.TestToken;
import io.aguacero.access.tokens.TokenAttacks;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.ingress.http.Door.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody gets in who may not; each attempt is counted, and leaves nothing behind but a line that doesn't hold the key. */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
@QuarkusTestResource(IssuerOfTheDoor.class)
class AccessTest {
    private static final String JSON = "application/json";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String METRIC_EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"container.metric\",\"data\":"
                    + Door.METRIC + "}";

    /** What is wrong with each, by the headers that it comes with. */
    private static final Map<List<String>, String> WRONG_IDENTITIES = Map.of(
            List.of(), "401 key-missing",
            List.of("Basic c2VjcmV0LW9mOmFsbA=="), "401 key-missing",
            List.of("secret-of-all"), "401 key-missing",
            List.of(Door.bearer("all"), Door.bearer("all")), "401 key-missing",
            List.of("Bearer "), "401 key-missing",
            List.of(Door.bearer("nobody")), "401 key-unknown",
            List.of(Door.bearer("all") + "x"), "401 key-unknown",
            List.of(Door.bearer("expired")), "401 key-expired",
            List.of(Door.bearer("revoked")), "401 key-revoked",
            List.of(Door.bearer("reader")), "403 scope-missing");

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = RouterPort.PROPERTY)
    int routerPort;

    @Inject
    Router routes;

    @Inject
    MeterRegistry meters;

    private Door door;
    private ScriptedRouter router;

    @BeforeEach
    void start() {
        door = new Door(base);
        router = ScriptedRouter.reached(routerPort, door);
    }

    @Test
    void everyEndpointRefusesEveryWrongIdentityAndCountsIt() {
        List<String> guarded = guarded();
        assertEquals(List.of("/v1/tweets", "/v1/metrics", "/v1/events", "/v1/validate"), guarded);
        Map<String, Double> before = refusals();
        List<String> wrong = new ArrayList<>();
        LogCapture log = new LogCapture();
        try (log) {
            for (String path : guarded) {
                WRONG_IDENTITIES.forEach((headers, expected) -> {
                    Reply reply = new Door(base, headers).post(path + "?kind=weather.tweet", JSON, Door.TWEET);
                    String got = reply.status() + " " + reply.code();
                    boolean challenged = reply.header("www-authenticate").equals("Bearer");
                    if (!got.equals(expected) || challenged != (reply.status() == 401)) {
                        wrong.add(path + " with " + headers + ": " + got);
                    }
                });
            }
        }

        assertEquals(List.of(), wrong);
        assertEquals(List.of(), router.received());
        Map<String, Double> counted = refusals();
        before.forEach((code, count) -> counted.merge(code, -count, Double::sum));
        counted.values().removeIf(count -> count == 0);
        Map<String, Double> expected = new TreeMap<>();
        WRONG_IDENTITIES
                .values()
                .forEach(one -> expected.merge(one.substring(4), (double) guarded.size(), Double::sum));
        assertEquals(expected, counted);
        assertTrue(log.text().contains("code=key-revoked key=revoked"), log.text());
        assertFalse(log.text().contains("secret-of-"), "a key is in the log");
    }

    /** A token is taken once the door has the issuer's keys, which it fetches by itself. */
    private Door bearing(TestToken token) {
        Door bearer = new Door(base, List.of(token.header()));
        RouterChannel.awaitReachable(new Door(base, List.of(issuer().token().header())));
        router.answers(ScriptedRouter.STORED);
        return bearer;
    }

    @Test
    void everyEndpointRefusesEveryTokenThatIsNone() {
        Door genuine = bearing(issuer().token());
        assertEquals(202, genuine.post("/v1/tweets", JSON, Door.TWEET).status());
        router.answers(ScriptedRouter.STORED);
        List<String> wrong = new ArrayList<>();
        LogCapture log = new LogCapture();
        try (LocalIssuer stranger = new LocalIssuer();
                log) {
            for (String path : guarded()) {
                TokenAttacks.of(issuer(), stranger).forEach((name, attack) -> {
                    Reply reply = new Door(base, List.of("Bearer " + attack.token()))
                            .post(path + "?kind=weather.tweet", JSON, Door.TWEET);
                    String got = reply.status() + " " + reply.code();
                    if (!got.equals("401 " + attack.code())
                            || !reply.header("www-authenticate").equals("Bearer")) {
                        wrong.add(path + " with " + name + ": " + got);
                    }
                });
            }
            assertEquals(0, stranger.asked());
        }

        assertEquals(List.of(), wrong);
        assertEquals(List.of(), router.received());
        assertTrue(log.text().contains("code=token-expired key=sub:agent-1"), log.text());
        assertFalse(log.text().contains("eyJ"), "a token is in the log");
    }

    @Test
    void aTokenSaysWhoseEventItIsAndWhatItIsFor() {
        Door bearer = bearing(issuer().token());

        assertEquals(202, bearer.post("/v1/tweets", JSON, Door.TWEET).status());
        EventEnvelope event = router.received().getFirst();
        assertEquals("acme", event.getTenant());
        assertEquals("sub:agent-1", event.getSender());
        assertEquals(
                "invalid-attribute",
                bearer.post("/v1/events", JSON, Door.TWEET, cloudEvent("ce-tenant", "default"))
                        .code());
        router.answers(ScriptedRouter.STORED);
        Map<TestToken, String> others = Map.of(
                issuer().token().claim("scope", "write admin aguacero:read"), "403 scope-missing",
                issuer().token().without("scope"), "403 scope-missing",
                issuer().token().claim("kinds", List.of("container.metric")), "403 kind-forbidden",
                issuer().token().without("kinds"), "403 kind-forbidden");
        others.forEach((token, expected) -> {
            Reply reply = bearing(token).post("/v1/tweets", JSON, Door.TWEET);
            assertEquals(expected, reply.status() + " " + reply.code());
            assertEquals(List.of(), router.received());
        });
    }

    @Test
    void aKeyForAnotherKindIsRefusedOnEveryWayIn() {
        Door tweets = door.as("tweets");
        List<Reply> replies = List.of(
                tweets.post("/v1/metrics", JSON, Door.METRIC),
                tweets.post("/v1/validate?kind=container.metric", JSON, Door.METRIC),
                tweets.post("/v1/events", CLOUD_EVENT, METRIC_EVENT),
                tweets.post("/v1/events", "application/cloudevents-batch+json", "[" + METRIC_EVENT + "]"),
                tweets.post("/v1/events", CLOUD_EVENT, METRIC_EVENT.replace("container.metric", "none")));

        replies.forEach(reply -> assertEquals("403 kind-forbidden", reply.status() + " " + reply.code()));
        assertEquals(List.of(), router.received());
        assertEquals(202, tweets.post("/v1/tweets", JSON, Door.TWEET).status());
    }

    @Test
    void ofABatchWhatTheKeyIsNotForIsRefusedAlone() {
        String tweet = METRIC_EVENT.replace("container.metric", "weather.tweet").replace(Door.METRIC, Door.TWEET);

        Reply reply = door.as("tweets")
                .post("/v1/events", "application/cloudevents-batch+json", "[" + tweet + "," + METRIC_EVENT + "]");

        assertEquals(207, reply.status());
        assertEquals(
                "kind-forbidden", reply.json().at("/results/1/problem/code").asText());
        assertEquals(1, router.received().size());
    }

    @Test
    void theKeySaysWhoseEventItIsAndNothingElseCan() {
        Reply taken = door.as("other").post("/v1/tweets", JSON, Door.TWEET, "X-Tenant", "default");
        List<Reply> claimed = List.of(
                door.as("other").post("/v1/events", JSON, Door.TWEET, cloudEvent("ce-tenant", "default")),
                door.as("other").post("/v1/events", JSON, Door.TWEET, cloudEvent("ce-sender", "all")),
                door.as("other")
                        .post(
                                "/v1/events",
                                CLOUD_EVENT,
                                METRIC_EVENT.replace("{\"spec", "{\"tenant\":\"default\",\"spec")));

        assertEquals(202, taken.status());
        claimed.forEach(reply -> assertEquals("400 invalid-attribute", reply.status() + " " + reply.code()));
        assertEquals(1, router.received().size());
        EventEnvelope event = router.received().getFirst();
        assertEquals("acme", event.getTenant());
        assertEquals("other", event.getSender());
    }

    @Test
    void aReplayNeedsItsScope() {
        String replay = METRIC_EVENT.replace(
                "{\"spec", "{\"replayof\":\"kafka/0/0/0\",\"time\":\"2020-01-01T00:00:00Z\",\"spec");

        assertEquals(
                "scope-missing",
                door.as("writer").post("/v1/events", CLOUD_EVENT, replay).code());
        assertEquals(
                "scope-missing",
                door.as("replayer").post("/v1/events", CLOUD_EVENT, replay).code());
        assertEquals(List.of(), router.received());
        assertEquals(202, door.post("/v1/events", CLOUD_EVENT, replay).status());
    }

    @Test
    void whoIsOverItsQuotaWaitsAndNobodyElseDoes() {
        assertEquals(
                202, door.as("slow-events").post("/v1/tweets", JSON, batch(100)).status());

        Reply refused = door.as("slow-events").post("/v1/tweets", JSON, Door.TWEET);
        assertEquals("429 over-quota", refused.status() + " " + refused.code());
        assertTrue(refused.json().get("retryable").asBoolean());
        // A hundred seconds' worth less the one that may be ahead, and what has passed since.
        int wait = Integer.parseInt(refused.header("retry-after"));
        assertTrue(wait > 60 && wait <= 100, "Retry-After: " + wait);
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    429,
                    door.as("slow-events").post("/v1/tweets", JSON, Door.TWEET).status());
            assertEquals(202, door.post("/v1/tweets", JSON, Door.TWEET).status());
        }
    }

    @Test
    void requestsAtOnceAreBoundedBeforeTheirBodiesAreRead() {
        try (RawClient holder = new RawClient(base.getPort())) {
            holder.write(("POST /v1/tweets HTTP/1.1\r\nHost: a\r\nAuthorization: " + Door.bearer("one-at-once")
                            + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
                    .getBytes(US_ASCII));
            assertTrue(holder.interim().startsWith("HTTP/1.1 100 "));

            assertEquals(
                    429,
                    door.as("one-at-once").post("/v1/tweets", JSON, Door.TWEET).status());
            assertTrue(holder.untilEnd().contains("slow-body"), "the first one has its place until its time is over");
        }

        assertEquals(
                202, door.as("one-at-once").post("/v1/tweets", JSON, Door.TWEET).status());
    }

    @Test
    void anAddressWithoutARuleIsNotReached() {
        Route added = routes.get("/v1/added").handler(request -> {
            var unused = request.end("open to everybody");
        });
        try {
            for (Door anybody : List.of(door, new Door(base, List.of()))) {
                assertEquals(404, anybody.send("GET", "/v1/added").status());
            }
        } finally {
            added.remove();
        }
    }

    @Test
    void everyRegisteredAddressAsksForAKeyOrIsMeantToBeOpen() {
        Door nobody = new Door(base, List.of());
        Map<String, Integer> answers = new TreeMap<>();
        for (Route route : routes.getRoutes()) {
            String path = route.getPath();
            if (path != null) {
                answers.put(
                        path,
                        nobody.send("GET", path.replace(":code", "malformed")).status());
            }
        }

        Map<String, Integer> open = new TreeMap<>(answers);
        open.values().removeIf(status -> status == 401 || status == 404);
        assertEquals(Map.of("/openapi", 200, "/openapi.json", 200, "/openapi.yaml", 200, "/problems/:code", 200), open);
        guarded().forEach(path -> assertEquals(401, answers.get(path), path));
    }

    /** Every path of the served document whose operations ask for a key. */
    private List<String> guarded() {
        JsonNode document = door.send("GET", "/openapi.json").json();
        assertEquals("[{\"key\":[]}]", document.get("security").toString());
        List<String> guarded = new ArrayList<>();
        document.get("paths").properties().forEach(path -> {
            boolean open = path.getValue().valueStream().allMatch(operation -> operation.has("security"));
            if (!open) {
                guarded.add(path.getKey());
            }
        });
        return guarded;
    }

    private Map<String, Double> refusals() {
        Map<String, Double> counts = new TreeMap<>();
        meters.find("aguacero.access.refusals")
                .counters()
                .forEach(counter -> counts.put(counter.getId().getTag("code"), counter.count()));
        return counts;
    }

    private static String batch(int events) {
        return "[" + String.join(",", Collections.nCopies(events, Door.TWEET)) + "]";
    }

    private static String[] cloudEvent(String name, String value) {
        return new String[] {
            "ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "weather.tweet", name, value
        };
    }
}

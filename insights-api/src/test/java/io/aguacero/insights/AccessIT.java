package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.access.tokens.LocalIssuer;
import io.aguacero.access.tokens.TestToken;
import io.aguacero.access.tokens.TokenAttacks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has no key for it learns nothing of what is counted, and replays nothing; each attempt is counted. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
@QuarkusTestResource(IssuerOfOneTest.class)
class AccessIT {
    /** What is wrong with each, by the headers that it comes with. */
    private static final Map<List<String>, String> WRONG_IDENTITIES = Map.of(
            List.of(), "401 key-missing",
            List.of("Basic c2VjcmV0LW9mOmFsbA=="), "401 key-missing",
            List.of(Asking.bearer("all"), Asking.bearer("all")), "401 key-missing",
            List.of(Asking.bearer("nobody")), "401 key-unknown",
            List.of(Asking.bearer("expired")), "401 key-expired",
            List.of(Asking.bearer("revoked")), "401 key-revoked",
            List.of(Asking.bearer("writer")), "403 scope-missing");

    @TestHTTPResource("/")
    URI service;

    @Inject
    Router routes;

    /** An operation of the document: method and path, with something in the place of each parameter. */
    private record Operation(String method, String path) {
        HttpRequest at(URI service) {
            return HttpRequest.newBuilder(service.resolve(path))
                    .method(method, method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
                    .build();
        }
    }

    @Test
    void everyOperationRefusesEveryWrongIdentityAndCountsIt() {
        List<Operation> guarded = operations(true);
        assertEquals(11, guarded.size(), guarded.toString());
        Map<String, Double> before = refusals();
        List<String> wrong = new ArrayList<>();
        for (Operation operation : guarded) {
            WRONG_IDENTITIES.forEach((headers, expected) -> {
                HttpResponse<String> answer = Asking.send(operation.at(service), headers);
                String got = answer.statusCode() + " "
                        + Asking.json(answer.body()).path("code").asText();
                boolean challenged = answer.headers()
                        .firstValue("www-authenticate")
                        .orElse("")
                        .equals("Bearer");
                if (!got.equals(expected) || challenged != (answer.statusCode() == 401)) {
                    wrong.add(operation + " with " + headers + ": " + got);
                }
            });
        }

        assertEquals(List.of(), wrong);
        Map<String, Double> counted = refusals();
        before.forEach((code, count) -> counted.merge(code, -count, Double::sum));
        counted.values().removeIf(count -> count == 0);
        Map<String, Double> expected = new TreeMap<>();
        WRONG_IDENTITIES
                .values()
                .forEach(one -> expected.merge(one.substring(4), (double) guarded.size(), Double::sum));
        assertEquals(expected, counted);
    }

    @Test
    void aRefusalIsAsDescribed() {
        for (Operation operation : operations(true)) {
            String path = described(operation);
            for (String key : List.of("nobody", "writer")) {
                HttpResponse<String> answer = Asking.send(operation.at(service), List.of(Asking.bearer(key)));
                Description.of(service).describes(operation.method().toLowerCase(Locale.ROOT), path, answer);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tweets   | GET  | /v1/kinds/container.metric/totals                  | 403 kind-forbidden
            tweets   | GET  | /v1/kinds/container.metric/windows                 | 403 kind-forbidden
            tweets   | GET  | /v1/kinds/none/totals                              | 403 kind-forbidden
            tweets   | GET  | /v1/events/container.metric/a?time=2026-03-01T12:00:00Z | 403 kind-forbidden
            tweets   | GET  | /v1/reconciliation                                 | 403 kind-forbidden
            tweets   | GET  | /v1/dead-letters                                   | 403 kind-forbidden
            tweets   | GET  | /v1/dead-letters?kind=container.metric             | 403 kind-forbidden
            tweets   | GET  | /v1/dead-letters/kafka/0/0/0                       | 403 kind-forbidden
            tweets   | GET  | /data                                              | 403 kind-forbidden
            tweets   | GET  | /v1/stream                                         | 403 kind-forbidden
            tweets   | POST | /v1/dead-letters/replay                            | 403 kind-forbidden
            tweets   | POST | /v1/dead-letters/kafka/0/0/0/replay                | 403 kind-forbidden
            reader   | POST | /v1/dead-letters/replay                            | 403 scope-missing
            reader   | POST | /v1/dead-letters/kafka/0/0/0/replay                | 403 scope-missing
            replayer | GET  | /v1/dead-letters                                   | 403 scope-missing
            other    | GET  | /v1/events/weather.tweet/a?tenant=default&time=2026-03-01T12:00:00Z | 403 tenant-forbidden
            tweets   | GET  | /v1/kinds/weather.tweet/../container.metric/totals | 403 kind-forbidden
            """)
    void aKeyIsForItsKindsTenantAndScopes(String key, String method, String address, String expected) {
        HttpResponse<String> answer =
                Asking.send(new Operation(method, address).at(service), List.of(Asking.bearer(key)));

        assertEquals(
                expected,
                answer.statusCode() + " "
                        + Asking.json(answer.body()).path("code").asText());
    }

    @Test
    void everyOperationRefusesEveryTokenThatIsNone() {
        bearerIsKnown();
        List<String> wrong = new ArrayList<>();
        try (LocalIssuer stranger = new LocalIssuer()) {
            for (Operation operation : operations(true)) {
                TokenAttacks.of(IssuerOfOneTest.issuer(), stranger).forEach((name, attack) -> {
                    HttpResponse<String> answer =
                            Asking.send(operation.at(service), List.of("Bearer " + attack.token()));
                    String got = answer.statusCode() + " "
                            + Asking.json(answer.body()).path("code").asText();
                    if (!got.equals("401 " + attack.code())) {
                        wrong.add(operation + " with " + name + ": " + got);
                    }
                });
            }
            assertEquals(0, stranger.asked());
        }

        assertEquals(List.of(), wrong);
    }

    @Test
    void aTokenIsForItsKindsTenantAndScopes() {
        bearerIsKnown();
        String event = "/v1/events/weather.tweet/a?time=2026-03-01T12:00:00Z&tenant=";
        TestToken tweets = IssuerOfOneTest.issuer().token().claim("kinds", "weather.tweet");
        TestToken writer = IssuerOfOneTest.issuer().token().claim("scope", "aguacero:write");
        TestToken all = IssuerOfOneTest.issuer().token();

        assertEquals("200", answered(tweets, "/v1/kinds/weather.tweet/totals"));
        assertEquals("403 kind-forbidden", answered(tweets, "/v1/kinds/container.metric/totals"));
        assertEquals("403 kind-forbidden", answered(tweets, "/data"));
        assertEquals("403 scope-missing", answered(writer, "/v1/kinds"));
        assertEquals("403 tenant-forbidden", answered(all, event + "default"));
        assertEquals("200", answered(all, "/data"));
    }

    @Test
    void aStreamEndsWithItsToken() throws IOException {
        bearerIsKnown();
        try (Listening viewer = Listening.by(
                service,
                () -> IssuerOfOneTest.issuer()
                        .token()
                        .expires(Instant.now().plusSeconds(3))
                        .header())) {
            Asking.until(() -> Optional.of(viewer).filter(Listening::ended));
        }
    }

    @Test
    void theAgeOfTheProvidersKeysIsExported() {
        bearerIsKnown();
        assertTrue(
                Asking.metrics().lines().anyMatch(line -> line.matches("aguacero_issuer_keys_age_seconds [0-9.E-]+")));
    }

    @Test
    void aKeyThatTheProviderBeginsToUseIsKnownToATokenThatNamesIt() {
        bearerIsKnown();
        TestToken rotated = IssuerOfOneTest.issuer().rotated("next");

        // The tokens of other tests may have had it asked just now.
        List<String> answers = new ArrayList<>();
        assertEquals("200", Asking.until(() -> {
            answers.add(answered(rotated, "/v1/kinds"));
            return Optional.of(answers.getLast()).filter("200"::equals);
        }));
        assertTrue(answers.stream().allMatch(Set.of("200", "401 token-invalid")::contains), answers::toString);
    }

    /** The service fetches the issuer's keys by itself. */
    private void bearerIsKnown() {
        assertEquals(
                "200",
                Asking.until(() -> Optional.of(answered(IssuerOfOneTest.issuer().token(), "/v1/kinds"))
                        .filter(answer -> !answer.startsWith("503"))));
    }

    private String answered(TestToken token, String address) {
        HttpResponse<String> answer =
                Asking.send(HttpRequest.newBuilder(service.resolve(address)).build(), List.of(token.header()));
        return answer.statusCode() == 200
                ? "200"
                : answer.statusCode() + " "
                        + Asking.json(answer.body()).path("code").asText();
    }

    @Test
    void whatTheKeyIsForIsAnswered() {
        for (String address :
                List.of("/v1/kinds", "/v1/kinds/weather.tweet/totals", "/v1/reconciliation?kind=weather.tweet")) {
            assertEquals(200, status("tweets", address), address);
        }
        assertEquals(200, status("reader", "/data"));
    }

    @Test
    void aQuotaIsOfQuestionsToo() {
        assertEquals(200, status("slow-events", "/v1/kinds"));
        int answered = 0;
        HttpResponse<String> refused = null;
        for (int i = 0; i < 50 && refused == null; i++) {
            HttpResponse<String> answer = Asking.send(
                    HttpRequest.newBuilder(service.resolve("/v1/kinds")).build(),
                    List.of(Asking.bearer("slow-events")));
            answered += answer.statusCode() == 200 ? 1 : 0;
            refused = answer.statusCode() == 429 ? answer : null;
        }

        assertTrue(refused != null, answered + " questions are answered, of one a second");
        assertEquals("1", refused.headers().firstValue("retry-after").orElseThrow());
        Description.of(service).describes("get", "/v1/kinds", refused);
        assertEquals(200, status("reader", "/v1/kinds"));
    }

    @Test
    void aStreamTakesTheKeysOnlyPlaceUntilItEnds() throws Exception {
        try (Listening viewer = Listening.to(service, "one-at-once")) {
            viewer.until(snapshot -> snapshot.has("totals"));
            assertEquals(429, status("one-at-once", "/v1/kinds"));
        }
        Asking.until(() -> Optional.of(status("one-at-once", "/v1/kinds")).filter(status -> status == 200));
    }

    @Test
    void anAddressWithoutARuleIsNotReached() {
        Route added = routes.get("/v1/added").handler(request -> {
            var unused = request.end("open to everybody");
        });
        try {
            assertEquals(404, status("all", "/v1/added"));
            assertEquals(404, status("nobody", "/v1/added"));
        } finally {
            added.remove();
        }
    }

    @Test
    void everyRegisteredAddressAsksForAKeyOrIsMeantToBeOpen() {
        List<String> open = new ArrayList<>();
        for (Operation operation : operations(false)) {
            open.add(operation.path());
        }
        assertEquals(List.of("/", "/openapi", "/problems/1"), open);
        for (Route route : routes.getRoutes()) {
            String path = route.getPath();
            if (path == null || path.contains("*")) {
                continue;
            }
            int answered = Asking.send(
                            HttpRequest.newBuilder(service.resolve(path.replaceAll(":\\w+", "1")))
                                    .build(),
                            List.of())
                    .statusCode();
            boolean meant = List.of("/live.css", "/live.js", "/drawing.js", "/icon.svg", "/openapi.json")
                            .contains(path)
                    || open.contains(path.replaceAll(":\\w+", "1"));
            assertTrue(answered == 401 || answered == 404 || meant, path + " is answered " + answered);
        }
    }

    @Test
    void aBodyOfWhoIsRefusedIsNotWaitedFor() {
        HttpResponse<String> answer = Asking.send(
                HttpRequest.newBuilder(service.resolve("/v1/dead-letters/replay"))
                        .POST(BodyPublishers.ofByteArray(new byte[100_000]))
                        .build(),
                List.of());

        assertEquals(401, answer.statusCode());
        assertFalse(answer.body().isEmpty());
    }

    private int status(String key, String address) {
        return Asking.send(HttpRequest.newBuilder(service.resolve(address)).build(), List.of(Asking.bearer(key)))
                .statusCode();
    }

    /** Those of the served document that ask for a key, or those that don't. */
    private List<Operation> operations(boolean guarded) {
        JsonNode document = Description.of(service).document();
        assertEquals("[{\"key\":[]}]", document.path("security").toString());
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().has("security") != guarded) {
                        operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey()
                                        .replace("{kind}", "weather.tweet")
                                        .replace("{path}", "kafka")
                                        .replaceAll("\\{\\w+}", "1")));
                    }
                }));
        return operations;
    }

    private static String described(Operation operation) {
        return operation
                .path()
                .replace("/kinds/weather.tweet", "/kinds/{kind}")
                .replace("/events/weather.tweet/1", "/events/{kind}/{id}")
                .replace("/kafka/1/1/1", "/{path}/{shard}/{offset}/{index}");
    }

    private static Map<String, Double> refusals() {
        Map<String, Double> counts = new TreeMap<>();
        Asking.metrics()
                .lines()
                .filter(line -> line.startsWith("aguacero_access_refusals_total{"))
                .forEach(line -> counts.put(
                        line.replaceFirst(".*code=\"([^\"]*)\".*", "$1"),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return counts;
    }
}

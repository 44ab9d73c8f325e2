package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can't be answered is refused with a problem document, whether we or the framework noticed. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
class RefusalsIT {
    @TestHTTPResource("/")
    URI service;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | invalid-query       | path | /v1/kinds/weather.tweet/totals?path=pigeon
            400 | invalid-query       | by   | /v1/kinds/weather.tweet/totals?by=municipality&by=weather
            422 | undeclared-grouping | by   | /v1/kinds/weather.tweet/totals?by=weather
            422 | undeclared-grouping | by   | /v1/kinds/weather.tweet/totals?by=
            422 | undeclared-grouping | by   | /v1/kinds/weather.tweet/totals?by=municipality,municipality
            400 | invalid-query       | size | /v1/kinds/weather.tweet/windows?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z
            400 | invalid-query       | from | /v1/kinds/weather.tweet/windows?size=5s&to=2026-01-02T00:00:00Z
            400 | invalid-query       | from | /v1/kinds/weather.tweet/windows?size=5s&from=yesterday&to=2026-01-02T00:00:00Z
            400 | invalid-query       | to   | /v1/kinds/weather.tweet/windows?size=5s&from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z
            422 | undeclared-grouping | size | /v1/kinds/weather.tweet/windows?size=7s&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z
            """)
    void aBadQueryNamesItsParameter(int status, String code, String parameter, String address) {
        JsonNode problem = refused(Asking.get(service, address), status, code);

        assertEquals(parameter, problem.at("/errors/0/parameter").asText());
        assertTrue(problem.path("detail").asText().startsWith(parameter + ": "));
    }

    @Test
    void everyFaultOfAQueryIsNamedAtOnce() {
        HttpResponse<String> answer = Asking.get(service, "/v1/kinds/weather.tweet/windows?path=pigeon");

        assertEquals(4, refused(answer, 400, "invalid-query").path("errors").size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | unknown-kind | /v1/kinds/weather.gossip/totals
            404 | unknown-kind | /v1/kinds/weather.gossip/windows
            404 | not-found    | /v2/kinds
            404 | not-found    | /live
            404 | not-found    | /problems/none
            404 | not-found    | /v1/kinds/weather.tweet/totals/more
            """)
    void whatIsNotThereIsAProblemToo(int status, String code, String address) {
        refused(Asking.get(service, address), status, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST  | /                                | GET, HEAD, OPTIONS
            TRACE | /                                | GET, HEAD, OPTIONS
            POST  | /v1/kinds/weather.tweet/totals   | GET, HEAD, OPTIONS
            TRACE | /data                            | GET, HEAD, OPTIONS
            POST  | /v1/dead-letters                 | GET, HEAD, OPTIONS
            PUT   | /v1/dead-letters/kafka/0/0/0     | GET, HEAD, OPTIONS
            GET   | /v1/dead-letters/replay          | POST, OPTIONS
            GET   | /v1/dead-letters/kafka/0/0/0/replay | POST, OPTIONS
            """)
    void anotherMethodIsToldWhichOnesThereAre(String method, String address, String allowed) {
        HttpResponse<String> answer = Asking.send(HttpRequest.newBuilder(service.resolve(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build());

        refused(answer, 405, "method-not-allowed");
        assertEquals(Optional.of(allowed), answer.headers().firstValue("allow"));

        HttpResponse<String> asked = Asking.send(HttpRequest.newBuilder(service.resolve(address))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, asked.statusCode());
        assertEquals(Optional.of(allowed), asked.headers().firstValue("allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tweets", "/v1/metrics", "/v1/events", "/v1/validate"})
    void whatIsMeantForTheDoorMayBeSentAgain(String address) {
        HttpResponse<String> answer = Asking.send(HttpRequest.newBuilder(service.resolve(address))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());

        assertTrue(refused(answer, 503, "door-unavailable").path("retryable").asBoolean());
        assertTrue(answer.headers().firstValue("retry-after").isPresent());
    }

    @Test
    void whateverAClientAcceptsItGetsJson() {
        HttpResponse<String> answer = Asking.send(HttpRequest.newBuilder(service.resolve("/v1/kinds"))
                .header("accept", "text/html")
                .build());

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("application/json"), answer.headers().firstValue("content-type"));
    }

    @Test
    void theCallersTraceIsKept() {
        HttpResponse<String> answer = Asking.send(HttpRequest.newBuilder(service.resolve("/nowhere"))
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .build());

        assertEquals(
                "0af7651916cd43dd8448eb211c80319c",
                refused(answer, 404, "not-found").path("traceId").asText());
    }

    @Test
    void theTypeOfAProblemLeadsToItsPage() {
        JsonNode problem = refused(Asking.get(service, "/nowhere"), 404, "not-found");

        HttpResponse<String> page = Asking.get(service, problem.path("type").asText());
        assertEquals(200, page.statusCode());
        assertTrue(page.body().startsWith("not-found\n"));
    }

    private static JsonNode refused(HttpResponse<String> answer, int status, String code) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(Optional.of("application/problem+json"), answer.headers().firstValue("content-type"));
        JsonNode problem = Asking.json(answer.body());
        assertEquals(code, problem.path("code").asText());
        assertEquals(status, problem.path("status").asInt());
        return problem;
    }
}

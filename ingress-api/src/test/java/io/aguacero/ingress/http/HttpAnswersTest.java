package io.aguacero.ingress.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.PathStates;
import io.aguacero.ingress.Outcome;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.http.HttpAnswers.Answer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpAnswersTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final PathStates STORED = new PathStates(PathStatus.STORED, PathStatus.STORED);
    private static final EventEnvelope EVENT = EventEnvelope.newBuilder()
            .setId("a\"1")
            .setKind("weather.tweet")
            .setTimeMicros(1_772_366_400_000_001L)
            .build();

    @Test
    void aStoredEventIsAnsweredInFull() {
        Answer answer = HttpAnswers.single(new Outcome.Stored(EVENT, STORED), () -> TRACE);

        assertEquals(202, answer.status());
        assertEquals(
                "{\"id\":\"a\\\"1\",\"kind\":\"weather.tweet\",\"time\":\"2026-03-01T12:00:00.000001Z\","
                        + "\"paths\":{\"kafka\":\"stored\",\"rabbitmq\":\"stored\"}}",
                answer.body().toString());
    }

    @Test
    void aPathThatIsNotRoutedIsNotNamed() {
        PathStates kafkaOnly = new PathStates(PathStatus.STORED, PathStatus.NOT_ROUTED);

        Answer answer = HttpAnswers.single(new Outcome.Stored(EVENT, kafkaOnly), () -> TRACE);

        assertTrue(answer.body().toString().endsWith("\"paths\":{\"kafka\":\"stored\"}}"));
    }

    @Test
    void aPathThatIsYetToBeBroughtLevelIsPendingInEveryAnswer() {
        PathStates pending = new PathStates(PathStatus.STORED, PathStatus.PENDING);
        Outcome taken = new Outcome.Stored(EVENT, pending);
        Outcome onBoth = new Outcome.Stored(EVENT, STORED);
        Outcome down = unavailable(PathStatus.NOT_STORED, PathStatus.NOT_STORED);
        String paths = "\"paths\":{\"kafka\":\"stored\",\"rabbitmq\":\"pending\"}";

        assertTrue(HttpAnswers.single(taken, () -> TRACE).body().toString().endsWith(paths + "}"));
        assertEquals(
                "{\"accepted\":2," + paths + "}",
                HttpAnswers.batch(List.of(onBoth, taken), () -> TRACE).body().toString());
        assertTrue(HttpAnswers.batch(List.of(taken, onBoth, down), () -> TRACE)
                .body()
                .toString()
                .contains("\"results\":[{\"index\":0,\"id\":\"a\\\"1\",\"status\":202," + paths
                        + "},{\"index\":1,\"id\":\"a\\\"1\",\"status\":202},{"));
    }

    @Test
    void aRefusalIsAProblemDocumentThatListsEachViolation() {
        Refusal refusal = new Refusal(
                ErrorCode.SCHEMA_VIOLATION,
                "the payload isn't one of this kind",
                List.of(new Violation("/temperature", "must be a number")),
                null);

        Answer answer = HttpAnswers.problem(refusal, () -> TRACE);

        assertEquals(422, answer.status());
        assertFalse(answer.retryAfter());
        assertEquals("application/problem+json", answer.mediaType());
        assertEquals(
                "{\"type\":\"/problems/schema-violation\",\"title\":\"The event isn't one of its kind\",\"status\":422,"
                        + "\"detail\":\"the payload isn't one of this kind\","
                        + "\"instance\":\"urn:aguacero:request:0af7651916cd43dd8448eb211c80319c\","
                        + "\"code\":\"schema-violation\",\"retryable\":false,"
                        + "\"traceId\":\"0af7651916cd43dd8448eb211c80319c\","
                        + "\"errors\":[{\"pointer\":\"/temperature\",\"reason\":\"must be a number\"}]}",
                answer.body().toString());
    }

    @Test
    void a503SaysWhatIsKnownEvenBeforeAnyPathWasTried() {
        Answer answer = HttpAnswers.problem(Refusal.of(ErrorCode.OVERLOADED, "full"), () -> TRACE);

        assertEquals(503, answer.status());
        assertTrue(answer.retryAfter());
        assertTrue(
                answer.body()
                        .toString()
                        .endsWith("\"outcome\":\"not_stored\","
                                + "\"paths\":{\"kafka\":\"not_stored\",\"rabbitmq\":\"not_stored\"}}"),
                answer.body().toString());
    }

    @Test
    void whatABatchKnowsOfAPathIsTheLeastCertainThatItsEventsKnow() {
        Answer answer = HttpAnswers.batch(
                List.of(
                        unavailable(PathStatus.STORED, PathStatus.NOT_STORED),
                        unavailable(PathStatus.NOT_STORED, PathStatus.NOT_STORED)),
                () -> TRACE);

        assertEquals(503, answer.status());
        assertTrue(answer.body()
                .toString()
                .contains("\"outcome\":\"unknown\",\"paths\":{\"kafka\":\"unknown\",\"rabbitmq\":\"not_stored\"}"));
    }

    @Test
    void everyCodeHasAStatusThatItsCategoryAllows() {
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(code.retryable(), Set.of(429, 503).contains(HttpStatus.of(code)), code.slug());
            assertFalse(HttpStatus.title(code).isEmpty());
        }
    }

    private static Outcome unavailable(PathStatus kafka, PathStatus rabbitmq) {
        return new Outcome.NotTaken(
                "x",
                "weather.tweet",
                new Refusal(ErrorCode.PATH_UNAVAILABLE, "down", List.of(), new PathStates(kafka, rabbitmq)));
    }
}

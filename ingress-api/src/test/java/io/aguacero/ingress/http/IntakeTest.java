package io.aguacero.ingress.http;

import static io.aguacero.ingress.http.Door.METRIC;
import static io.aguacero.ingress.http.Door.TWEET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.ingress.http.Door.Reply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * <pre>
 *   HTTP client ──▶ the running door ──▶ a scripted router over real gRPC
 * </pre>
 */
@QuarkusTest
@QuarkusTestResource(RouterPort.class)
class IntakeTest {
    private static final String JSON = "application/json";
    private static final String CLOUD_EVENT = "application/cloudevents+json";
    private static final String NDJSON = "application/x-ndjson";

    @TestHTTPResource
    URI base;

    @ConfigProperty(name = RouterPort.PROPERTY)
    int routerPort;

    private Door door;
    private ScriptedRouter router;

    @BeforeEach
    void start() {
        door = new Door(base);
        router = ScriptedRouter.reached(routerPort, door);
    }

    @Test
    void anEventIsAnswered202OnceItIsStoredOnEveryPath() {
        Reply reply = door.post("/v1/tweets", JSON, TWEET);

        assertEquals(202, reply.status());
        assertEquals("application/json", reply.header("content-type"));
        JsonNode answer = reply.json();
        assertEquals(7, UUID.fromString(answer.get("id").asText()).version());
        assertEquals("weather.tweet", answer.get("kind").asText());
        assertEquals(
                "{\"kafka\":\"stored\",\"rabbitmq\":\"stored\"}",
                answer.get("paths").toString());
        EventEnvelope event = router.received().getFirst();
        assertEquals(answer.get("id").asText(), event.getId());
        assertEquals(TWEET, event.getPayload().toStringUtf8(), "the client's own bytes");
        assertEquals("default", event.getTenant());
        assertEquals("urn:aguacero:http", event.getSource());
        assertEquals("mixco", event.getKey());
        assertEquals(event.getAcceptedAtMicros(), event.getTimeMicros(), "stamped by the door");
    }

    @Test
    void idAndTimeOfTheBodyBelongToTheEventAndNotToItsPayload() {
        Instant time = Instant.now().minusSeconds(60);
        String body = "{ \"id\": \"a/1\", \"municipality\":\"mixco\", \"temperature\" : 21.50, \"time\":\"" + time
                + "\", \"weather\":\"sunny\",\"humidity\":6.0e1 }";

        Reply reply = door.post("/v1/tweets", JSON, body);

        assertEquals(202, reply.status());
        assertEquals("a/1", reply.json().get("id").asText());
        EventEnvelope event = router.received().getFirst();
        assertEquals("a/1", event.getId());
        assertEquals(time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000, event.getTimeMicros());
        assertEquals(
                "{\"municipality\":\"mixco\",\"temperature\":21.50,\"weather\":\"sunny\",\"humidity\":6.0e1}",
                event.getPayload().toStringUtf8());
    }

    @Test
    void anIdempotencyKeyIsTheIdOfAnEventAndThePrefixOfABatch() {
        assertEquals(
                "k-1",
                door.post("/v1/metrics", JSON, METRIC, "Idempotency-Key", "k-1")
                        .json()
                        .get("id")
                        .asText());
        door.post("/v1/metrics", JSON, "[" + METRIC + "," + METRIC + "]", "Idempotency-Key", "k-2");

        assertEquals(
                List.of("k-1", "k-2/0", "k-2/1"),
                router.received().stream().map(EventEnvelope::getId).toList());
    }

    @Test
    void aKeyThatDiffersFromTheIdOfTheBodyIsRefused() {
        String body = TWEET.replaceFirst("\\{", "{\"id\":\"mine\",");

        Reply same = door.post("/v1/tweets", JSON, body, "Idempotency-Key", "mine");
        Reply other = door.post("/v1/tweets", JSON, body, "Idempotency-Key", "other");

        assertEquals(202, same.status());
        assertEquals(400, other.status());
        assertEquals("invalid-id", other.code());
        assertEquals(1, router.received().size());
    }

    @Test
    void aReplayOfADeadLetterIsLetInPastItsHorizonInEitherMode() {
        String time = "2020-01-01T00:00:00Z";
        Reply binary = door.post(
                "/v1/events",
                JSON,
                TWEET,
                "ce-specversion",
                "1.0",
                "ce-id",
                "old",
                "ce-source",
                "/s",
                "ce-type",
                "weather.tweet",
                "ce-time",
                time,
                "ce-replayof",
                "kafka/3/1234/0");
        Reply structured = door.post("/v1/events", CLOUD_EVENT, replay("\"rabbitmq/0/7/12\"", "\"" + time + "\""));

        assertEquals(202, binary.status());
        assertEquals(202, structured.status());
        assertEquals(
                List.of("kafka/3/1234/0", "rabbitmq/0/7/12"),
                router.received().stream().map(EventEnvelope::getReplayOf).toList());
    }

    @Test
    void aReplayOfNoLetterOrWithoutATimeIsRefused() {
        Reply letter = door.post("/v1/events", CLOUD_EVENT, replay("\"kafka/3/1234\"", "\"2020-01-01T00:00:00Z\""));
        Reply time = door.post("/v1/events", CLOUD_EVENT, replay("\"kafka/3/1234/0\"", "null"));

        for (Reply refused : List.of(letter, time)) {
            assertEquals(400, refused.status());
            assertEquals("invalid-attribute", refused.code());
        }
        assertEquals("/replayof", pointer(letter));
        assertEquals("/time", pointer(time));
        assertEquals(0, router.received().size());
    }

    private static String replay(String letter, String time) {
        return "{\"specversion\":\"1.0\",\"id\":\"old\",\"source\":\"/s\",\"type\":\"weather.tweet\",\"time\":" + time
                + ",\"replayof\":" + letter + ",\"data\":" + TWEET + "}";
    }

    private static String pointer(Reply refused) {
        return refused.json().at("/errors/0/pointer").asText();
    }

    @Test
    void aBatchThatIsStoredAsAWholeIsAnsweredByItsNumber() {
        Reply array = door.post("/v1/tweets", JSON, "[" + TWEET + "," + TWEET + "]");
        Reply lines = door.post("/v1/tweets", NDJSON, TWEET + "\n\r\n" + TWEET + "\r\n" + TWEET);

        assertEquals(202, array.status());
        assertEquals("{\"accepted\":2}", array.json().toString());
        assertEquals(202, lines.status());
        assertEquals("{\"accepted\":3}", lines.json().toString());
        assertEquals(5, router.received().size());
    }

    @Test
    void aLargeBatchIsReadAndDelivered() {
        String body = IntStream.range(0, 10_000)
                .mapToObj(i -> TWEET.replaceFirst("\\{", "{\"id\":\"n-" + i + "\","))
                .collect(Collectors.joining(",", "[", "]"));

        Reply reply = door.post("/v1/tweets", JSON, body);

        assertEquals("{\"accepted\":10000}", reply.json().toString());
        assertTrue(router.received().stream().anyMatch(event -> event.getId().equals("n-9999")));
        assertEquals(10_000, router.received().size());
    }

    @Test
    void aMixedBatchHasOneResultAnItem() {
        router.answersEach(event -> event.getId().equals("down") ? ScriptedRouter.NOT_STORED : ScriptedRouter.STORED);
        String body = "[" + TWEET.replaceFirst("\\{", "{\"id\":\"ok\",") + ",{\"municipality\":1},"
                + TWEET.replaceFirst("\\{", "{\"id\":\"down\",") + ",7]";

        Reply reply = door.post("/v1/tweets", JSON, body);

        assertEquals(207, reply.status());
        assertEquals("1", reply.header("retry-after"));
        JsonNode answer = reply.json();
        assertEquals(1, answer.get("accepted").asInt());
        assertEquals(3, answer.get("failed").asInt());
        JsonNode results = answer.get("results");
        assertEquals(
                "{\"index\":0,\"id\":\"ok\",\"status\":202}", results.get(0).toString());
        assertEquals(422, results.get(1).get("status").asInt());
        assertEquals("schema-violation", results.get(1).at("/problem/code").asText());
        assertEquals(503, results.get(2).get("status").asInt());
        assertEquals("down", results.get(2).get("id").asText());
        assertEquals("not_stored", results.get(2).at("/problem/outcome").asText());
        assertEquals(400, results.get(3).get("status").asInt());
        assertEquals(2, router.received().size(), "invalid items never reach the sink");
    }

    @Test
    void aMixedBatchWithNothingToRetrySaysNothingOfRetrying() {
        Reply reply = door.post("/v1/tweets", JSON, "[" + TWEET + ",{}]");

        assertEquals(207, reply.status());
        assertEquals("", reply.header("retry-after"));
    }

    @Test
    void aBatchOfWhichNothingIsTakenForGoodIsAProblem() {
        Reply reply = door.post("/v1/tweets", JSON, "[{},7]");

        assertEquals(422, reply.status());
        assertEquals("application/problem+json", reply.header("content-type"));
        assertEquals(2, reply.json().get("results").size());
        assertTrue(router.received().isEmpty());
    }

    @Test
    void aBatchOfWhichNothingIsStoredButMayBeIsUnavailable() {
        router.answers(ScriptedRouter.NOT_STORED);

        Reply reply = door.post("/v1/tweets", JSON, "[" + TWEET + ",{}]");

        assertEquals(503, reply.status());
        assertEquals("1", reply.header("retry-after"));
        assertEquals("not_stored", reply.json().get("outcome").asText());
        assertEquals(422, reply.json().at("/results/1/status").asInt());
    }

    @Test
    void aPathThatIsDownIs503WithWhatIsKnown() {
        router.answers(ScriptedRouter.NOT_STORED);
        Reply notStored = door.post("/v1/tweets", JSON, TWEET);
        router.answers(ScriptedRouter.UNKNOWN);
        Reply unknown = door.post("/v1/tweets", JSON, TWEET);

        assertEquals(503, notStored.status());
        assertEquals("1", notStored.header("retry-after"));
        assertEquals("path-unavailable", notStored.code());
        assertEquals("not_stored", notStored.json().get("outcome").asText());
        assertEquals(503, unknown.status());
        assertEquals("unknown", unknown.json().get("outcome").asText());
        assertEquals(
                "{\"kafka\":\"stored\",\"rabbitmq\":\"unknown\"}",
                unknown.json().get("paths").toString());
        assertTrue(unknown.json().get("retryable").asBoolean());
    }

    @Test
    void anEventThatABrokerRefusesForGoodIsNeverToBeSentAgain() {
        router.answers(ScriptedRouter.REFUSED);

        Reply reply = door.post("/v1/tweets", JSON, TWEET);

        assertEquals(422, reply.status());
        assertEquals("path-refused", reply.code());
        assertFalse(reply.json().get("retryable").asBoolean());
        assertEquals("refused", reply.json().at("/paths/kafka").asText());
    }

    @Test
    void aRouterThatFailsOrHangsIs503Unknown() {
        router.fails();
        Reply failed = door.post("/v1/tweets", JSON, TWEET);
        router.hangs();
        Reply hung = door.post("/v1/tweets", JSON, TWEET);

        for (Reply reply : List.of(failed, hung)) {
            assertEquals(503, reply.status());
            assertEquals("unknown", reply.json().get("outcome").asText());
            assertEquals("1", reply.header("retry-after"));
        }
    }

    @Test
    void aRouterThatIsDownIs503NotStored() {
        router.close();

        Reply reply = door.post("/v1/tweets", JSON, TWEET);

        assertEquals(503, reply.status());
        assertEquals("1", reply.header("retry-after"));
    }
}

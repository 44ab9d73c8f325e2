package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Dead letters of both brokers are told as they stand there, and replayed through the door when asked to and only if they
 * wait. Kafka holds kafka/0/7/0 (twice), kafka/1/8/0 and kafka/1/9/0, RabbitMQ rabbitmq/0/5/0; kafka/1/8/0 doesn't wait.
 */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
@QuarkusTestResource(value = BrokersOfOneTest.class, restrictToAnnotatedClass = true)
class DeadLettersIT {
    private static final String ALL = "/v1/dead-letters";
    private static final String ONE = "/v1/dead-letters/{path}/{shard}/{offset}/{index}";
    private static final String STORED = "{\"id\":\"x\",\"paths\":{\"kafka\":\"stored\"}}";
    private static final String TWEET = "{\"municipality\":\"mixco\", \"weather\":\"sunny\", \"temperature\": 21.50}";
    private static boolean filled;

    @Inject
    Redis redis;

    @TestHTTPResource("/")
    URI service;

    @BeforeEach
    void fill() throws Exception {
        BrokersOfOneTest.doorAnswers(202, STORED);
        if (filled) {
            return;
        }
        assertEquals(List.of(), names(list(ALL)), "a log that nobody has made yet is empty");
        DeadLetter first = Letters.letter(DeliveryPath.KAFKA, 0, 7, "unknown-kind", event("gossip", "a", TWEET), TWEET);
        Letters.toKafka(
                first,
                first,
                Letters.letter(DeliveryPath.KAFKA, 1, 8, "schema-violation", event("weather.tweet", "b", "{}"), "{}"),
                Letters.letter(
                        DeliveryPath.KAFKA, 1, 9, "malformed", event("weather.tweet", "c", "no json"), "no json"));
        Letters.toRabbitMq(Letters.letter(DeliveryPath.RABBITMQ, 0, 5, "malformed", null, "{\"half\":"));
        waits("{k:0}:g1:letters", 7);
        waits("{k:1}:g1:letters", 9);
        waits("{r:0}:g1:letters", 5);
        filled = true;
    }

    @Test
    void everyLetterIsListedOnceWithReasonAndPlace() {
        JsonNode letters = list(ALL).path("letters");

        assertEquals(List.of("kafka/0/7/0", "kafka/1/8/0", "kafka/1/9/0", "rabbitmq/0/5/0"), names(list(ALL)));
        assertEquals(Asking.json("""
                {"letter":"kafka/0/7/0","path":"kafka","shard":0,"offset":7,"index":0,"code":"unknown-kind",
                 "reason":"it can't be counted","failedAt":"2026-03-01T12:00:05.000000Z","tenant":"default",
                 "kind":"gossip","source":"urn:test","id":"a","time":"2026-03-01T12:00:00.000000Z","key":"mixco",
                 "data":{"municipality":"mixco","weather":"sunny","temperature":21.50},"waiting":true}"""), letters.get(0));
        assertEquals("eyJoYWxmIjo=", letters.get(3).path("dataBase64").asText());
        assertFalse(letters.get(3).has("kind"));
        assertFalse(letters.get(1).path("waiting").asBoolean());
        assertEquals(letters.get(0), Asking.json(get(ONE, ALL + "/kafka/0/7/0").body()));
    }

    @Test
    void pagesAndFiltersMissNoLetterAndShowNoneTwice() {
        List<String> paged = new ArrayList<>();
        String next = ALL + "?limit=1";
        while (!next.isEmpty()) {
            JsonNode page = list(next);
            paged.addAll(names(page));
            next = page.path("next").asText();
        }

        assertEquals(names(list(ALL)), paged);
        assertEquals(List.of("rabbitmq/0/5/0"), names(list(ALL + "?path=rabbitmq")));
        assertEquals(List.of("kafka/0/7/0"), names(list(ALL + "?kind=gossip")));
        assertEquals(List.of("kafka/1/9/0", "rabbitmq/0/5/0"), names(list(ALL + "?code=malformed")));
        assertEquals(List.of("kafka/1/8/0"), names(list(ALL + "?waiting=false")));
    }

    @Test
    void aReplayIsTheLettersEventByteByByte() {
        HttpResponse<String> answer = replay("kafka/0/7/0", "");

        assertEquals("{\"letter\":\"kafka/0/7/0\",\"status\":\"stored\"}", answer.body());
        assertEquals(
                List.of("{\"id\":\"a\",\"source\":\"urn:test\",\"type\":\"gossip\","
                        + "\"time\":\"2026-03-01T12:00:00.000000Z\",\"runid\":\"run\",\"sequence\":\"3\","
                        + "\"specversion\":\"1.0\",\"replayof\":\"kafka/0/7/0\",\"data\":" + TWEET + "}"),
                BrokersOfOneTest.AT_THE_DOOR);
    }

    @Test
    void whatIsMendedReplacesTheLettersOwn() {
        String mended = "{\"type\":\"weather.tweet\",\"data\": {\"temperature\": 1.0}}";

        assertEquals(200, replay("kafka/1/9/0", mended).statusCode());
        JsonNode sent = Asking.json(BrokersOfOneTest.AT_THE_DOOR.getFirst());
        assertEquals("c", sent.path("id").asText());
        assertEquals("kafka/1/9/0", sent.path("replayof").asText());
        assertEquals("{\"temperature\":1.0}", sent.path("data").toString());

        String whole = "{\"specversion\":\"1.0\",\"id\":\"new\",\"source\":\"s\",\"type\":\"weather.tweet\","
                + "\"time\":\"2026-03-01T12:00:00Z\",\"replayof\":\"kafka/0/0/0\",\"data\":{}}";
        assertEquals(200, replay("rabbitmq/0/5/0", whole).statusCode());
        assertEquals(
                "rabbitmq/0/5/0",
                Asking.json(BrokersOfOneTest.AT_THE_DOOR.getLast())
                        .path("replayof")
                        .asText());
    }

    @Test
    void whatCannotBeReplayedIsRefusedAndNotSent() {
        refused(409, "letter-not-waiting", replay("kafka/1/8/0", ""));
        refused(422, "letter-unreadable", replay("kafka/1/9/0", ""));
        refused(422, "letter-unreadable", replay("rabbitmq/0/5/0", ""));
        refused(400, "malformed", replay("kafka/0/7/0", "[]"));
        refused(400, "invalid-attribute", replay("kafka/0/7/0", "{\"id\":{}}"));
        refused(404, "unknown-letter", replay("kafka/0/8/0", ""));
        refused(404, "unknown-letter", get(ONE, ALL + "/pigeon/0/8/0"));
        refused(400, "invalid-query", post(ALL + "/replay", ALL + "/replay", "{\"knd\":\"gossip\"}"));
        refused(400, "malformed", post(ALL + "/replay", ALL + "/replay", "gossip"));
        refused(400, "invalid-query", get(ALL, ALL + "?after=yesterday&limit=0&waiting=maybe&path=pigeon"));

        assertEquals(List.of(), BrokersOfOneTest.AT_THE_DOOR);
    }

    @Test
    void whatTheDoorRefusesIsRefusedByItsCode() {
        BrokersOfOneTest.doorAnswers(422, """
                {"code":"schema-violation","detail":"no","errors":[{"pointer":"/data/weather","reason":"is missing"}]}""");
        HttpResponse<String> refused = replay("kafka/0/7/0", "");
        refused(422, "schema-violation", refused);
        assertEquals(
                "/data/weather",
                Asking.json(refused.body()).at("/errors/0/parameter").asText());

        BrokersOfOneTest.doorAnswers(503, "{\"code\":\"path-unavailable\",\"detail\":\"later\"}");
        refused(503, "path-unavailable", replay("kafka/0/7/0", ""));
        BrokersOfOneTest.doorAnswers(500, "?");
        refused(503, "door-unavailable", replay("kafka/0/7/0", ""));
    }

    @Test
    void allThatWaitAreReplayedWithAResultEach() {
        JsonNode round = Asking.json(post(ALL + "/replay", ALL + "/replay", "").body());

        assertEquals(List.of("kafka/0/7/0", "kafka/1/9/0", "rabbitmq/0/5/0"), names(round));
        assertEquals("stored", round.at("/letters/0/status").asText());
        assertEquals("letter-unreadable", round.at("/letters/1/code").asText());
        assertFalse(round.path("more").asBoolean());
        assertEquals(1, BrokersOfOneTest.AT_THE_DOOR.size());

        BrokersOfOneTest.doorAnswers(503, "{\"code\":\"overloaded\",\"detail\":\"later\"}");
        JsonNode stopped = Asking.json(
                post(ALL + "/replay", ALL + "/replay", "{\"kind\":\"gossip\"}").body());
        assertEquals("overloaded", stopped.at("/letters/0/code").asText());
        assertEquals(
                "true kafka:0",
                stopped.path("more").asText() + " " + stopped.path("after").asText());
    }

    @Test
    void aLetterIsOfItsTenantAndIsReplayedWithTheKeyOfWhoAsks() {
        assertEquals(List.of(), names(seen("other", ALL)));
        assertEquals(List.of("kafka/0/7/0", "kafka/1/8/0", "kafka/1/9/0"), names(seen("reader", ALL)));
        String letter = ALL + "/kafka/0/7/0";
        assertEquals("unknown-letter", seen("other", letter).path("code").asText());
        assertEquals("gossip", seen("reader", letter).path("kind").asText());
        assertEquals(
                "unknown-letter",
                seen("reader", ALL + "/rabbitmq/0/5/0").path("code").asText());

        assertEquals("unknown-letter", replayed("other", letter).path("code").asText());
        assertEquals(List.of(), names(replayed("other", ALL)));
        assertEquals(List.of(), BrokersOfOneTest.AT_THE_DOOR);
        assertEquals("stored", replayed("replayer", letter).path("status").asText());
        assertEquals(List.of(Asking.bearer("replayer")), BrokersOfOneTest.KEYS_AT_THE_DOOR);
    }

    private JsonNode seen(String key, String address) {
        return answered(key, HttpRequest.newBuilder(service.resolve(address)));
    }

    private JsonNode replayed(String key, String address) {
        return answered(
                key,
                HttpRequest.newBuilder(service.resolve(address + "/replay"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static JsonNode answered(String key, HttpRequest.Builder request) {
        return Asking.json(
                Asking.send(request.build(), List.of(Asking.bearer(key))).body());
    }

    @Test
    void theLettersThatWaitAreAMetric() {
        String metrics = Asking.until(
                () -> Optional.of(Asking.metrics()).filter(text -> text.contains("aguacero_letters_waiting{")));

        assertEquals(
                List.of(
                        "aguacero_letters_waiting{path=\"kafka\"} 2.0",
                        "aguacero_letters_waiting{path=\"rabbitmq\"} 1.0"),
                metrics.lines()
                        .filter(line -> line.startsWith("aguacero_letters_waiting{"))
                        .sorted()
                        .toList());
    }

    @Test
    void aFrozenBrokerIsUnavailableNotEmpty() {
        BrokersOfOneTest.kafka().freeze();
        try {
            refused(503, "log-unavailable", get(ALL, ALL));
            assertEquals(List.of("rabbitmq/0/5/0"), names(list(ALL + "?path=rabbitmq")));
        } finally {
            BrokersOfOneTest.kafka().thaw();
        }
    }

    private void waits(String key, long offset) throws Exception {
        var unused = redis.send(Request.cmd(Command.ZADD).arg(key).arg(offset).arg(offset + "/0"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static EventEnvelope event(String kind, String id, String payload) {
        return EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind(kind)
                .setSource("urn:test")
                .setId(id)
                .setTimeMicros(TimeUnit.SECONDS.toMicros(
                        Instant.parse("2026-03-01T12:00:00Z").getEpochSecond()))
                .setAcceptedAtMicros(TimeUnit.SECONDS.toMicros(
                        Instant.parse("2026-03-01T12:00:01Z").getEpochSecond()))
                .setRunId("run")
                .setSequence(3)
                .setKey("mixco")
                .setPayload(ByteString.copyFromUtf8(payload))
                .build();
    }

    private JsonNode list(String address) {
        return Asking.json(get(ALL, address).body());
    }

    private HttpResponse<String> get(String path, String address) {
        HttpResponse<String> answer = Asking.get(service, address);
        Description.of(service).describes("get", path, answer);
        return answer;
    }

    private HttpResponse<String> replay(String letter, String body) {
        return post(ONE + "/replay", ALL + "/" + letter + "/replay", body);
    }

    private HttpResponse<String> post(String path, String address, String body) {
        HttpResponse<String> answer = Asking.send(HttpRequest.newBuilder(service.resolve(address))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        Description.of(service).describes("post", path, answer);
        return answer;
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, Asking.json(answer.body()).path("code").asText());
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.path("letters").forEach(letter -> names.add(letter.path("letter").asText()));
        return names;
    }
}

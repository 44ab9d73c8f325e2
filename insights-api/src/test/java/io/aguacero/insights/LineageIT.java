package io.aguacero.insights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.insights.kafka.KafkaAccess;
import io.aguacero.insights.kafka.KafkaLogs;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.lineage.EventWay;
import io.aguacero.insights.lineage.Lineage;
import io.aguacero.insights.lineage.LineageLimits;
import io.aguacero.insights.lineage.WayStatus;
import io.aguacero.insights.rabbit.RabbitAddress;
import io.aguacero.insights.rabbit.StreamLogs;
import io.aguacero.insights.reconciliation.Pipes;
import io.aguacero.insights.valkey.EventMemoryReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Redis;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The way of an event is told as both logs and both stores have it, and what can't be told is said to be so. */
@QuarkusTest
@QuarkusTestResource(StoreOfOneTest.class)
@QuarkusTestResource(value = BrokersOfOneTest.class, restrictToAnnotatedClass = true)
class LineageIT {
    private static final DeliveryPath KAFKA = DeliveryPath.KAFKA;
    private static final DeliveryPath RABBITMQ = DeliveryPath.RABBITMQ;
    private static final int SHARDS = 4;
    private static final Pipes PIPES = new Pipes(SHARDS);
    private static final Instant TIME = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @Inject
    Redis redis;

    @Inject
    LetterReading letters;

    @Inject
    KindCatalog kinds;

    @TestHTTPResource("/")
    URI service;

    @BeforeAll
    static void open() throws Exception {
        PIPES.open(
                BrokersOfOneTest.bootstrapServers(),
                BrokersOfOneTest.amqpUri(),
                StoreOfOneTest.valkey().redisUri());
    }

    @AfterAll
    static void close() throws Exception {
        PIPES.close();
    }

    @Test
    void anEventThatWasSentTwiceStandsTwiceAndIsCountedOnce() throws Exception {
        PIPES.log(RABBITMQ, event("before"), event("twice/0"));
        PIPES.log(KAFKA, event("twice/0"));
        PIPES.logBoth(event("twice/0"));
        PIPES.consume();

        JsonNode way = way("twice/0");

        for (String path : List.of("kafka", "rabbitmq")) {
            JsonNode on = way.path("paths").path(path);
            assertEquals("counted", on.path("status").asText());
            assertTrue(on.path("searchComplete").asBoolean());
            assertEquals(List.of("true", "true"), on.path("places").findValuesAsText("passed"));
            assertEquals(
                    TIME.getEpochSecond() / 5 * 5,
                    Instant.parse(on.at("/windows/0/start").asText()).getEpochSecond());
            assertEquals("1d", on.at("/windows/1/size").asText());
        }
        assertEquals("1", way.at("/paths/rabbitmq/places/0/index").asText());
        assertEquals("0", way.at("/paths/rabbitmq/places/1/index").asText());
        assertEquals(
                1,
                way.at("/paths/kafka/places/1/offset").asLong()
                        - way.at("/paths/kafka/places/0/offset").asLong());
        assertEquals(
                HexFormat.of().formatHex(EventIdentity.of(event("twice/0"))),
                way.path("identity").asText());
    }

    @Test
    void anEventOfOnePathOnlyIsAbsentOnTheOther() throws Exception {
        PIPES.log(RABBITMQ, event("alone"));
        PIPES.consume();

        assertEquals(List.of("absent", "counted"), statuses("alone"));
    }

    @Test
    void whatTheStoreHasYetToReadIsPending() throws Exception {
        PIPES.logBoth(event("late"));
        PIPES.consume(KAFKA);

        assertEquals(List.of("counted", "pending"), statuses("late"));
        PIPES.consume(RABBITMQ);
        assertEquals(List.of("counted", "counted"), statuses("late"));
    }

    @Test
    void whatCouldNotBeCountedIsDeadLetteredWithItsReason() throws Exception {
        EventEnvelope broken = event("broken").toBuilder()
                .setPayload(ByteString.copyFromUtf8("{\"municipality\":\"mixco\",\"weather\":\"odd\"}"))
                .build();
        PIPES.log(KAFKA, broken);
        PIPES.log(RABBITMQ, event("sound"), broken);
        PIPES.consume();
        for (DeadLetter letter : PIPES.deadLetters()) {
            if (letter.path() == KAFKA) {
                Letters.toKafka(letter);
            } else {
                Letters.toRabbitMq(letter);
            }
        }

        JsonNode way = way("broken");

        assertEquals(List.of("absent", "counted"), statuses("sound"));
        for (String path : List.of("kafka", "rabbitmq")) {
            JsonNode on = way.path("paths").path(path);
            JsonNode place = on.at("/places/0");
            assertEquals("dead-lettered", on.path("status").asText());
            assertEquals(
                    path + "/" + place.path("shard").asText() + "/"
                            + place.path("offset").asText() + "/"
                            + place.path("index").asText(),
                    on.at("/letters/0/letter").asText());
            assertEquals("schema-violation", on.at("/letters/0/code").asText());
            assertTrue(on.at("/letters/0/waiting").asBoolean());
        }
        assertEquals(1, way.at("/paths/rabbitmq/places/0/index").asInt());
    }

    @Test
    void whatTheStorePassedWithoutATraceIsUncounted() throws Exception {
        PIPES.logBoth(event("lost"));
        PIPES.consume();
        PIPES.forgetId(RABBITMQ, event("lost"));

        assertEquals(List.of("counted", "uncounted"), statuses("lost"));
    }

    @Test
    void whatTheStoreHasForgottenIsNotGuessed() throws Exception {
        PIPES.logBoth(ofAnotherShard(event("long-ago")));
        PIPES.logBoth(ofAnotherShard(Pipes.event("two-hours-later", TIME.plusSeconds(7_200))));
        PIPES.consume();

        assertEquals(List.of("forgotten", "forgotten"), statuses("long-ago"));
    }

    @Test
    void whatABoundCutOffIsUnknownAndNotAbsent() throws Exception {
        PIPES.logBoth(event("first"));
        PIPES.consume();
        try (StreamLogs streams = new StreamLogs(
                        new RabbitAddress(BrokersOfOneTest.amqpUri(), Optional.empty(), Duration.ofSeconds(5)));
                var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Lineage bounded = new Lineage(
                    Map.of(
                            KAFKA,
                            new KafkaLogs(new KafkaAccess(
                                    BrokersOfOneTest.bootstrapServers(), Map.of(), Duration.ofSeconds(5))),
                            RABBITMQ,
                            streams),
                    new EventMemoryReader(redis, SHARDS, Duration.ofSeconds(5)),
                    letters,
                    readers,
                    new LineageLimits(SHARDS, 1, Duration.ofSeconds(30), 1));
            EventQuery query = new EventQuery(
                    kinds.find("weather.tweet").orElseThrow(),
                    "default",
                    "urn:test",
                    "nobody",
                    OptionalLong.of(TimeUnit.SECONDS.toMicros(TIME.getEpochSecond())),
                    OptionalLong.empty());

            Answer<EventWay> answer = bounded.of(query).toCompletableFuture().get(30, TimeUnit.SECONDS);

            if (!(answer instanceof Answer.Given<EventWay>(EventWay way))) {
                throw new AssertionError("refused: " + answer);
            }
            way.paths().values().forEach(path -> {
                assertEquals(WayStatus.UNKNOWN, path.status());
                assertFalse(path.searchComplete());
            });
        }
    }

    @Test
    void aLogThatCannotBeReadHidesNeitherTheStoreNorTheOtherLog() throws Exception {
        PIPES.logBoth(event("hidden"));
        PIPES.consume();
        BrokersOfOneTest.kafka().freeze();
        try {
            JsonNode way = way("hidden");

            assertEquals("counted", way.at("/paths/kafka/status").asText());
            assertEquals(0, way.at("/paths/kafka/places").size());
            assertFalse(way.at("/paths/kafka/searchComplete").asBoolean());
            assertEquals(1, way.at("/paths/rabbitmq/places").size());
        } finally {
            BrokersOfOneTest.kafka().thaw();
        }
    }

    @Test
    void anIdThatTheDoorMadeNeedsNoTime() throws Exception {
        String millis = HexFormat.of().toHexDigits(TIME.toEpochMilli()).substring(4);
        String id = millis.substring(0, 8) + "-" + millis.substring(8) + "-7abc-8123-0123456789ab";
        PIPES.logBoth(event(id));
        PIPES.consume();

        assertEquals(List.of("counted", "counted"), statuses(asked(id, "")));
        refused(422, "event-time-needed", asked(id, "?source=urn:test"));
    }

    @Test
    void whatCannotBeToldIsRefused() throws Exception {
        PIPES.logBoth(event("known"));
        PIPES.consume();

        refused(404, "unknown-event", asked("nobody", "?time=" + TIME));
        refused(404, "unknown-event", asked("known", "?tenant=other&time=" + TIME));
        refused(404, "unknown-event", asked("known", "?accepted=" + TIME.plusSeconds(7_200)));
        refused(422, "event-time-needed", asked("known", ""));
        refused(400, "invalid-query", asked("known", "?time=noon&accepted=2026-13-01T00:00:00Z"));
        assertEquals(List.of("counted", "counted"), statuses(asked("known", "?accepted=" + TIME)));
    }

    private static EventEnvelope event(String id) {
        return Pipes.event(id, TIME);
    }

    /** The key alone chooses the shard, and each shard has a log time of its own. */
    private static EventEnvelope ofAnotherShard(EventEnvelope event) {
        return event.toBuilder().setKey("amatitlan").build();
    }

    private JsonNode way(String id) {
        HttpResponse<String> answer = asked(id, "?time=" + TIME);
        assertEquals(200, answer.statusCode(), answer.body());
        return Asking.json(answer.body());
    }

    private HttpResponse<String> asked(String id, String query) {
        HttpResponse<String> answer = Asking.get(
                service, "/v1/events/weather.tweet/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + query);
        Description.of(service).describes("get", "/v1/events/{kind}/{id}", answer);
        return answer;
    }

    /** Kafka's, then RabbitMQ's. */
    private List<String> statuses(String id) {
        return statuses(asked(id, "?time=" + TIME));
    }

    private static List<String> statuses(HttpResponse<String> answer) {
        JsonNode paths = Asking.json(answer.body()).path("paths");
        return StreamSupport.stream(paths.spliterator(), false)
                .map(path -> path.path("status").asText())
                .toList();
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, Asking.json(answer.body()).path("code").asText());
    }
}

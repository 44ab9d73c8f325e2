package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can't be counted is told with reason and place, and counts once on its path when it is mended and replayed. */
@ExtendWith(RunningPipeline.class)
class DeadLettersST {
    private static final String ALL = "/v1/dead-letters";
    private static final String KIND = "mended.tweet";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final byte[] poison = ("poison " + Instant.now()).getBytes(StandardCharsets.UTF_8);

    @Test
    void aMendedLetterOfKafkaCountsOnceThoughReplayedTwiceAtOnce(Pipeline pipeline) throws Exception {
        KafkaLog.put(pipeline.kafka(), 1, poison);
        JsonNode letter = listed(pipeline, "kafka");
        String replay = ALL + "/" + letter.path("letter").asText() + "/replay";
        assertEquals(1, letter.path("shard").asInt());
        assertEquals("invalid-attribute", letter.path("code").asText());
        assertEquals("specversion is missing", letter.path("reason").asText());

        refused(422, "letter-unreadable", pipeline.insights().post(replay, ""));
        refused(422, "schema-violation", pipeline.insights().post(replay, mended("kafka-1", "\"rain\"")));
        String mended = mended("kafka-1", "\"rainy\"");
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            var one = CompletableFuture.supplyAsync(() -> pipeline.insights().post(replay, mended), both);
            var other = CompletableFuture.supplyAsync(() -> pipeline.insights().post(replay, mended), both);
            assertTrue(one.join().status() == 200 || other.join().status() == 200);
        }
        settled(pipeline, letter);

        refused(409, "letter-not-waiting", pipeline.insights().post(replay, mended));
        pipeline.settle();
        assertEquals(Optional.of(1L), pipeline.insights().counted(KIND, "kafka"));
    }

    @Test
    void theCommandListsAndReplaysALetterOfRabbitMq(Pipeline pipeline) throws Exception {
        RabbitLog.put(pipeline.rabbitMq(), 2, poison);
        JsonNode letter = listed(pipeline, "rabbitmq");
        String name = letter.path("letter").asText();
        assertTrue(pipeline.run("dead-letters")
                .expect(PATIENCE)
                .lines()
                .anyMatch(line -> line.startsWith("{\"letter\":\"" + name + "\",") && line.endsWith("}")));

        String said = pipeline.run("dead-letters", "replay", name, file(mended("rabbitmq-1", "\"rainy\"")))
                .expect(PATIENCE);

        assertEquals("{\"letter\":\"" + name + "\",\"status\":\"stored\"}", said.trim());
        settled(pipeline, letter);
        JsonNode round = Json.read(
                pipeline.run("dead-letters", "replay", "--all").expect(PATIENCE).getBytes(StandardCharsets.UTF_8));
        assertTrue(round.path("letters").findValuesAsText("letter").stream().noneMatch(name::equals));
        pipeline.settle();
        assertEquals(Optional.of(1L), pipeline.insights().counted(KIND, "rabbitmq"));
    }

    private JsonNode listed(Pipeline pipeline, String path) {
        String body = Base64.getEncoder().encodeToString(poison);
        return Waiting.until(
                "the poison among the dead letters of " + path,
                PATIENCE,
                () -> pipeline.insights()
                        .get(ALL + "?waiting=true&limit=1000&path=" + path)
                        .flatMap(page -> StreamSupport.stream(
                                        page.path("letters").spliterator(), false)
                                .filter(letter ->
                                        letter.path("dataBase64").asText().equals(body))
                                .findFirst()));
    }

    /** Returns when the letter doesn't wait any more. */
    private static void settled(Pipeline pipeline, JsonNode letter) {
        var unused = Waiting.until(
                "the letter is counted",
                PATIENCE,
                () -> pipeline.insights()
                        .get(ALL + "/" + letter.path("letter").asText())
                        .filter(now -> !now.path("waiting").asBoolean()));
    }

    private static String mended(String id, String weather) {
        return "{\"id\":\"" + id + "\",\"source\":\"urn:test\",\"type\":\"" + KIND + "\",\"time\":\"" + Instant.now()
                + "\",\"data\":{\"municipality\":\"mixco\",\"weather\":" + weather
                + ",\"temperature\":20,\"humidity\":50}}";
    }

    private static String file(String mended) throws IOException {
        Path file = Repository.work().resolve("mended.json");
        return Files.writeString(file, mended).toString();
    }

    private static void refused(int status, String code, InsightsClient.Reply reply) {
        assertEquals(status, reply.status());
        assertEquals(code, reply.body().path("code").asText());
    }
}

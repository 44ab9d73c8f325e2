package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys as whoever runs the pipeline gives and takes them, while it runs. */
@ExtendWith(RunningPipeline.class)
class KeysST {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration COMMAND = Duration.ofMinutes(1);
    private static final String TWEET =
            "{\"municipality\":\"mixco\",\"weather\":\"sunny\",\"temperature\":21.5,\"humidity\":60}";

    @Test
    void aKeyIsInForceWithoutARestartAndRefusedOnceItIsTakenBack(Pipeline pipeline) {
        String key = added(pipeline, "given", "--kinds", "weather.tweet", "--tenant", "acme");
        try (IngressClient door = door(pipeline, key);
                IngressClient nobody = door(pipeline, "agk_" + "a".repeat(43))) {
            answered(door, 202, "");
            String id = answered(door, 202, "").path("id").asText();
            assertEquals(401, nobody.attempt(tweet()).orElseThrow().status());
            LogMessage stored = KafkaLog.read(pipeline.kafka(), "aguacero.events").stream()
                    .filter(message -> id.equals(message.headers().get("ce_id")))
                    .findFirst()
                    .orElseThrow();
            assertEquals("acme", stored.headers().get("ce_tenant"));
            assertEquals("given", stored.headers().get("ce_sender"));
            assertEquals(
                    403,
                    door.attempt(IngressClient.Post.of("/v1/metrics", "application/json", "{}"))
                            .orElseThrow()
                            .status());

            pipeline.run("keys", "revoke", "given").expect(COMMAND);
            answered(door, 401, "key-revoked");
        }
        nothingKept(pipeline, key);
    }

    @Test
    void aNoisyKeyIsHeldToItsQuotaAndAnotherIsServed(Pipeline pipeline) {
        String noisy = added(pipeline, "noisy", "--events-per-second", "5");
        try (IngressClient loud = door(pipeline, noisy);
                IngressClient calm = door(pipeline, pipeline.endpoint("AGUACERO_API_KEY"))) {
            answered(loud, 429, "over-quota");
            int stored = 0;
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                int status = loud.attempt(tweet()).orElseThrow().status();
                stored += status == 202 ? 1 : 0;
                refused += status == 429 ? 1 : 0;
                if (i % 10 == 0) {
                    assertEquals(202, calm.attempt(tweet()).orElseThrow().status());
                }
            }
            assertEquals(200, stored + refused);
            assertTrue(refused > 0
                    && pipeline.metric("ingress-api", "aguacero_access_refusals_total", "over-quota") >= refused);
        }
        pipeline.run("keys", "revoke", "noisy").expect(COMMAND);
    }

    private static IngressClient door(Pipeline pipeline, String key) {
        return new IngressClient(URI.create(pipeline.endpoint("AGUACERO_INGRESS")), key);
    }

    private static IngressClient.Post tweet() {
        return IngressClient.Post.of("/v1/tweets", "application/json", TWEET);
    }

    private static String added(Pipeline pipeline, String name, String... options) {
        String said = pipeline.run(Stream.concat(Stream.of("keys", "add", name), Stream.of(options))
                        .toArray(String[]::new))
                .expect(COMMAND);
        return said.lines().filter(line -> line.startsWith("agk_")).findFirst().orElseThrow();
    }

    /** The first answer of that status, and of that code where it is a problem. */
    private static JsonNode answered(IngressClient door, int status, String code) {
        return Waiting.until(
                "the door answers " + status,
                PATIENCE,
                () -> door.attempt(tweet())
                        .filter(reply -> reply.status() == status
                                && reply.body().path("code").asText().equals(code))
                        .map(IngressClient.Reply::body));
    }

    /** Neither the new key nor the first one, in no log and in no data of any process. */
    private static void nothingKept(Pipeline pipeline, String key) {
        Path home = pipeline.home();
        List<String> secrets = List.of(key, pipeline.endpoint("AGUACERO_API_KEY"));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".log")).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.forEach(secret -> assertFalse(text.contains(secret), file + " holds a key"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

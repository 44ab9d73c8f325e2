package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An event that somebody puts on one log behind everyone's back, and one that a store counts twice, are named within two
 * minutes; before that, and after all that the other tests did, there is no gap.
 */
@ExtendWith(RunningPipeline.class)
class ReconciliationST {
    private static final String KIND = "container.metric";
    private static final String SOURCE = "urn:test:reconciliation";
    private static final Duration FOUND_WITHIN = Duration.ofMinutes(2);

    @Test
    void oneLostAndOneDoubledEventAreNamedAndNothingElseIs(Pipeline pipeline) throws Exception {
        pipeline.ingress()
                .sendAll(
                        new Tweets(23, "reconciled-", Instant.now())
                                .addEachForm(4)
                                .posts(),
                        4);
        pipeline.settle();
        awaitNoGap(pipeline);
        Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        IngressClient.Reply accepted = pipeline.ingress()
                .send(IngressClient.Post.of(
                        "/v1/events", "application/cloudevents+json", """
                        {"specversion":"1.0","type":"%s","source":"%s","id":"twice","time":"%s","data":%s}""".formatted(KIND, SOURCE, time, data())));
        assertEquals(202, accepted.status());
        pipeline.settle();

        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(pipeline.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(onKafka("alone", time)).get();
            forget(pipeline, "twice", time);
            producer.send(onKafka("twice", time)).get();
        }

        assertEquals(
                List.of("kafka doubled twice", "rabbitmq lost alone"),
                Waiting.until(
                        "both are named", FOUND_WITHIN, () -> found(pipeline).filter(found -> found.size() >= 2)));
    }

    private static void awaitNoGap(Pipeline pipeline) {
        var unused = Waiting.until(
                "every minute is settled and has no gap",
                FOUND_WITHIN,
                () -> pipeline.insights()
                        .get("/v1/reconciliation?kind=weather.tweet")
                        .filter(answer -> answer.at("/paths/kafka/gap").asLong() == 0
                                && answer.at("/paths/rabbitmq/gap").asLong() == 0
                                && !answer.path("minutes").isEmpty()
                                && answer.path("minutes").findValuesAsText("status").stream()
                                        .allMatch("settled"::equals)));
    }

    private static Optional<List<String>> found(Pipeline pipeline) {
        return pipeline.insights()
                .get("/v1/reconciliation?kind=" + KIND)
                .map(answer -> answer.path("minutes").findValues("events").stream()
                        .flatMap(events -> events.valueStream().map(ReconciliationST::text))
                        .sorted()
                        .toList());
    }

    private static String text(JsonNode event) {
        return event.path("path").asText() + " " + event.path("what").asText() + " "
                + event.path("id").asText();
    }

    private static String data() {
        return "{\"producer\":\"reconciled\",\"container\":\"one\",\"metric\":\"cpu\",\"value\":1.5,\"unit\":\"percent\"}";
    }

    /** The record that a writer would write, by docs/wire.md. */
    private static ProducerRecord<byte[], byte[]> onKafka(String id, Instant time) {
        ProducerRecord<byte[], byte[]> sent =
                new ProducerRecord<>("aguacero.events", shard(), bytes("reconciled"), bytes(data()));
        String micros = time.toString().replace("Z", ".000000Z");
        Map.of(
                        "content-type", "application/json",
                        "ce_specversion", "1.0",
                        "ce_id", id,
                        "ce_source", SOURCE,
                        "ce_type", KIND,
                        "ce_time", micros,
                        "ce_acceptedat", micros)
                .forEach((name, value) -> sent.headers().add(name, bytes(value)));
        return sent;
    }

    private static int shard() {
        CRC32 crc = new CRC32();
        crc.update(bytes("default\0" + KIND + "\0reconciled"));
        return (int) (crc.getValue() % 4);
    }

    /** Takes the event's id from the store of the Kafka path. */
    private static void forget(Pipeline pipeline, String id, Instant time) throws Exception {
        byte[] identity = Arrays.copyOf(
                MessageDigest.getInstance("SHA-256").digest(bytes("default\0" + KIND + "\0" + SOURCE + "\0" + id)), 16);
        long bucket = time.getEpochSecond() / 300 * 300;
        String key = "{k:" + shard() + "}:g1:ids:" + KIND + ":" + bucket;
        assertEquals(":1", pipeline.store().ask(bytes("SREM"), bytes(key), identity));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

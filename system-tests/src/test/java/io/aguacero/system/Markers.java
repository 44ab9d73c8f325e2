package io.aguacero.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Tells when all that was stored has been applied: an event of a kind of their own goes to the end of each shard's log;
 * as a log is applied in order, everything before it is applied once it is counted.
 */
final class Markers {
    private static final String KIND = "test.marker";
    private static final int SHARDS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final IngressClient ingress;
    private final InsightsClient insights;
    private final List<String> keys = new ArrayList<>();
    private long sent;

    Markers(IngressClient ingress, InsightsClient insights) {
        this.ingress = ingress;
        this.insights = insights;
        for (int shard = 0; shard < SHARDS; shard++) {
            keys.add(keyOn(shard));
        }
    }

    void settle() {
        for (String key : keys) {
            sent++;
            IngressClient.Reply reply = ingress.send(IngressClient.Post.of(
                    "/v1/events", "application/cloudevents+json", """
                    {"specversion":"1.0","type":"%s","source":"urn:test","id":"%d","data":{"place":"%s"}}""".formatted(KIND, sent, key)));
            if (reply.status() != 202) {
                throw new AssertionError("a marker isn't stored: " + reply);
            }
        }
        for (String path : List.of("kafka", "rabbitmq")) {
            var unused = Waiting.until(
                    "path " + path + " has applied its logs up to marker " + sent,
                    PATIENCE,
                    () -> insights.counted(KIND, path).filter(count -> count == sent));
        }
    }

    /** A partition key that lies on a shard: CRC-32 of tenant NUL kind NUL key, modulo the number of shards. */
    private static String keyOn(int shard) {
        for (int number = 0; ; number++) {
            CRC32 crc = new CRC32();
            crc.update(("default\0" + KIND + "\0" + "place-" + number).getBytes(StandardCharsets.UTF_8));
            if (crc.getValue() % SHARDS == shard) {
                return "place-" + number;
            }
        }
    }
}

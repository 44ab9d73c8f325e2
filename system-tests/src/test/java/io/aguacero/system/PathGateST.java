package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * While a broker, or a writer, is known to be down, an event is refused and on neither log: what was answered so is looked
 * for in both, with plain clients. Afterwards events are taken again.
 */
@ExtendWith(RunningPipeline.class)
class PathGateST {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Set<String> refused = new HashSet<>();
    private final Set<String> stored = new HashSet<>();
    private final List<Long> refusalNanos = new ArrayList<>();
    private int sent;

    @Test
    void whatIsRefusedWhileAPathIsKnownToBeDownIsOnNoPath(Pipeline pipeline) throws Exception {
        postUntil(pipeline, "before", stored);

        ProcessHandle rabbitmq = pipeline.kill("rabbitmq");
        report("rabbitmq killed", pipeline);
        pipeline.awaitSuccessor("rabbitmq", rabbitmq);

        ProcessHandle kafka = pipeline.kill("kafka");
        report("kafka killed", pipeline);
        pipeline.awaitSuccessor("kafka", kafka);

        for (String frozen : List.of("rabbitmq", "kafka", "rabbit-writer")) {
            pipeline.freeze(frozen);
            postUntil(pipeline, "refused", refused);
            postUntil(pipeline, "refused", refused);
            pipeline.thaw(frozen);
            report(frozen + " thawed", pipeline);
        }

        Set<String> kafkaLog = KafkaLog.ids(pipeline.kafka());
        Set<String> rabbitLog = RabbitLog.ids(pipeline.rabbitMq());
        assertEquals(Set.of(), inBoth(refused, kafkaLog), "refused as not stored, and in Kafka");
        assertEquals(Set.of(), inBoth(refused, rabbitLog), "refused as not stored, and in RabbitMQ");
        assertTrue(kafkaLog.containsAll(stored) && rabbitLog.containsAll(stored), "answered 202, and not in a log");
    }

    private void report(String fault, Pipeline pipeline) {
        if (!fault.endsWith("thawed")) {
            postUntil(pipeline, "refused", refused);
        }
        long start = System.nanoTime();
        postUntil(pipeline, "stored again", stored);
        long took = System.nanoTime() - start;
        refusalNanos.sort(null);
        // For a reader's eyes only.
        System.out.printf(
                "%s: %d refusals on no path so far, p50 %.1f ms, p99 %.1f ms; stored again after %d ms%n",
                fault,
                refusalNanos.size(),
                at(0.50) / 1e6,
                at(0.99) / 1e6,
                Duration.ofNanos(took).toMillis());
    }

    private double at(double quantile) {
        return refusalNanos.isEmpty() ? 0 : refusalNanos.get((int) (quantile * (refusalNanos.size() - 1)));
    }

    /** Posts new events, one after the other, until one more is in a set. */
    private void postUntil(Pipeline pipeline, String what, Set<String> grows) {
        int before = grows.size();
        var unused = Waiting.until("an event that is " + what, PATIENCE, () -> {
            String id = "gate-" + sent++;
            long start = System.nanoTime();
            Optional<IngressClient.Reply> reply = pipeline.ingress().attempt(tweet(id));
            long took = System.nanoTime() - start;
            reply.ifPresent(answer -> {
                if (answer.status() == 202) {
                    stored.add(id);
                } else if (onNoPath(answer)) {
                    refused.add(id);
                    refusalNanos.add(took);
                }
            });
            return grows.size() > before ? Optional.of(id) : Optional.empty();
        });
    }

    private static boolean onNoPath(IngressClient.Reply reply) {
        JsonNode paths = reply.body().path("paths");
        return reply.status() == 503
                && paths.path("kafka").asText().equals("not_stored")
                && paths.path("rabbitmq").asText().equals("not_stored");
    }

    private static IngressClient.Post tweet(String id) {
        return IngressClient.Post.of("/v1/tweets", "application/json", """
                {"id":"%s","time":"%s","municipality":"mixco","weather":"sunny","temperature":20.5,"humidity":50}""".formatted(id, Instant.now()));
    }

    private static Set<String> inBoth(Set<String> some, Set<String> others) {
        Set<String> both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }
}

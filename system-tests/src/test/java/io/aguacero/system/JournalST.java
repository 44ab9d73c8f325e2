package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A kind that the journal acknowledges is accepted while RabbitMQ is away, which is brought level once it is back. */
@ExtendWith(RunningPipeline.class)
class JournalST {
    private static final String KIND = "river.level";
    private static final List<String> GAUGES = List.of("morales", "sayaxche", "panzos");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private final TreeMap<String, BigDecimal> sums = new TreeMap<>();
    private int sent;

    @Test
    void eventsAreAcceptedWhileRabbitMqIsAwayAndReachItOnce(Pipeline pipeline) throws Exception {
        acceptAtOnce(pipeline, 30);
        awaitTotals(pipeline, "rabbitmq");

        // Frozen first, so that nothing of it is confirmed before it is killed.
        ProcessHandle rabbitMq = pipeline.process("rabbitmq").orElseThrow();
        freeze(rabbitMq);
        acceptAtOnce(pipeline, 60);
        awaitTotals(pipeline, "kafka");
        assertEquals(30, pipeline.insights().counted(KIND, "rabbitmq").orElseThrow());

        pipeline.awaitSuccessor("rabbitmq", pipeline.kill("rabbitmq"));
        acceptAtOnce(pipeline, 30);
        awaitTotals(pipeline, "kafka");
        awaitTotals(pipeline, "rabbitmq");
    }

    private static void freeze(ProcessHandle process) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor());
    }

    /** Sends events, half of them in a batch; each is answered at once that Kafka has it and RabbitMQ will. */
    private void acceptAtOnce(Pipeline pipeline, int count) {
        for (int i = 0; i < count / 2; i++) {
            accepted(pipeline, IngressClient.Post.of("/v1/events", "application/cloudevents+json", next()));
        }
        StringBuilder batch = new StringBuilder(next());
        for (int i = count / 2 + 1; i < count; i++) {
            batch.append(',').append(next());
        }
        accepted(
                pipeline, IngressClient.Post.of("/v1/events", "application/cloudevents-batch+json", "[" + batch + "]"));
    }

    private static void accepted(Pipeline pipeline, IngressClient.Post post) {
        IngressClient.Reply reply = pipeline.ingress().attempt(post).orElseThrow();
        assertEquals(202, reply.status(), reply::toString);
        assertEquals(
                "{\"kafka\":\"stored\",\"rabbitmq\":\"pending\"}",
                reply.body().path("paths").toString());
    }

    private String next() {
        sent++;
        String gauge = GAUGES.get(sent % GAUGES.size());
        BigDecimal level = BigDecimal.valueOf(sent * 7L % 900, 1);
        counts.merge(gauge, 1, Integer::sum);
        sums.merge(gauge, level, BigDecimal::add);
        return """
                {"specversion":"1.0","type":"%s","source":"urn:test","id":"%d",
                 "data":{"gauge":"%s","level":%s}}""".formatted(KIND, sent, gauge, level.toPlainString());
    }

    private void awaitTotals(Pipeline pipeline, String path) {
        var unused = Waiting.until(
                path + " has counted all " + sent,
                PATIENCE,
                () -> pipeline.insights().counted(KIND, path).filter(counted -> counted >= sent));
        JsonNode groups = pipeline.insights().totals(KIND, "gauge", path).orElseThrow();
        assertEquals(GAUGES.size(), groups.size());
        for (JsonNode group : groups) {
            String gauge = group.at("/key/gauge").asText();
            assertEquals(counts.get(gauge), group.path("count").asInt(), path + " " + gauge);
            BigDecimal sum = new BigDecimal(group.at("/values/level/sum").asText());
            assertEquals(0, sum.compareTo(sums.get(gauge)), path + " " + group);
        }
    }
}

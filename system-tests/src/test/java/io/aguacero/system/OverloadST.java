package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Three times, then ten times as many bytes at once as the door takes in: what is too much is refused, to be sent again
 * later; what is accepted is on both logs; no process dies of it (each ends itself when its heap is full); and afterwards
 * events are taken as before.
 */
@ExtendWith(RunningPipeline.class)
class OverloadST {
    /** {@code aguacero.ingress.in-flight.bytes-max} of run.sh. */
    private static final int DOOR_BYTES = 12 << 20;

    private static final int EVENTS_OF_A_BODY = 4_000;
    private static final int ROUNDS = 2;
    private static final List<String> SERVICES = List.of("ingress-api", "router-api", "kafka-writer", "rabbit-writer");

    private final AtomicInteger bodies = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

    @Test
    void whatIsTooMuchIsRefusedAndWhatIsAcceptedIsOnBothLogs(Pipeline pipeline) throws Exception {
        Map<String, Long> before = processes(pipeline);
        int bodyBytes = body("overload-sized-").body().length();

        for (int times : List.of(3, 10)) {
            flood(pipeline, times * DOOR_BYTES / bodyBytes);
            System.out.printf("%d times what the door takes: %s%n", times, new TreeMap<>(answers));
        }

        assertTrue(
                answers.keySet().stream().allMatch(answer -> answer.equals("202") || answer.startsWith("503, after ")),
                () -> "other answers: " + answers);
        assertTrue(answers.keySet().stream().anyMatch(answer -> answer.startsWith("503")), "nothing was too much");
        assertEquals(before, processes(pipeline), "a process ended");
        // Small enough to fit whatever else is under way, and sent again if it doesn't.
        pipeline.ingress()
                .sendAll(
                        new Tweets(5, "after-overload-", Instant.now())
                                .addEachForm(1)
                                .posts(),
                        1);
        for (String service : SERVICES) {
            System.out.printf(
                    "%s: %.0f MB of heap are in use%n",
                    service, pipeline.metric(service, "jvm_memory_used_bytes", "area=\"heap\"") / 1e6);
        }
        assertEquals(Set.of(), missing(KafkaLog.ids(pipeline.endpoint("AGUACERO_KAFKA"))));
        assertEquals(Set.of(), missing(RabbitLog.ids(pipeline.endpoint("AGUACERO_AMQP"))));
        pipeline.settle();
    }

    private void flood(Pipeline pipeline, int atOnce) throws Exception {
        try (ExecutorService senders = Executors.newFixedThreadPool(atOnce)) {
            List<Future<?>> floods = new ArrayList<>();
            for (int i = 0; i < atOnce * ROUNDS; i++) {
                floods.add(senders.submit(() -> post(pipeline)));
            }
            for (Future<?> flood : floods) {
                flood.get();
            }
        }
    }

    private void post(Pipeline pipeline) {
        Body body = body("overload-" + bodies.getAndIncrement() + "-");
        String answer = pipeline.ingress()
                .attempt(IngressClient.Post.of("/v1/tweets", "application/x-ndjson", body.body()))
                .map(reply -> {
                    if (reply.status() == 202) {
                        accepted.addAll(body.ids());
                    }
                    return reply.status()
                            + reply.retryAfter()
                                    .map(seconds -> ", after " + seconds)
                                    .orElse("");
                })
                .orElse("none");
        answers.computeIfAbsent(answer, unused -> new AtomicInteger()).incrementAndGet();
    }

    private record Body(List<String> ids, String body) {}

    private static Body body(String prefix) {
        Instant now = Instant.now();
        List<String> ids =
                IntStream.range(0, EVENTS_OF_A_BODY).mapToObj(i -> prefix + i).toList();
        String lines = ids.stream().map(id -> """
                        {"id":"%s","time":"%s","municipality":"mixco","weather":"sunny","temperature":20.5,"humidity":50}""".formatted(id, now)).collect(Collectors.joining("\n"));
        return new Body(ids, lines);
    }

    private Set<String> missing(Set<String> stored) {
        Set<String> missing = new HashSet<>(accepted);
        missing.removeAll(stored);
        return missing;
    }

    private static Map<String, Long> processes(Pipeline pipeline) {
        return SERVICES.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        service -> pipeline.process(service)
                                .map(ProcessHandle::pid)
                                .orElse(0L)));
    }
}

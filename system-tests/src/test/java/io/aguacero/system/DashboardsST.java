package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.rules.Dashboards;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every query of every dashboard is answered with data by the Prometheus of a running pipeline that has counted events. */
@ExtendWith(RunningPipeline.class)
class DashboardsST {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void eachPanelHasData(Pipeline pipeline) throws IOException {
        assertNotEquals("", pipeline.endpoint("AGUACERO_PROMETHEUS"), "prometheus is needed, ./test.sh installs it");
        URI prometheus = URI.create(pipeline.endpoint("AGUACERO_PROMETHEUS"));
        pipeline.ingress()
                .sendAll(new Tweets(12, "shown-", Instant.now()).addEachForm(1).posts(), 1);
        pipeline.ingress().sendAll(readings(), 1);
        pipeline.settle();
        List<Dashboards.Query> queries = Dashboards.queries();

        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            List<String> without = without(client, prometheus, queries);
            while (!without.isEmpty() && System.nanoTime() - end < 0) {
                Waiting.aMoment();
                without = without(client, prometheus, queries);
            }
            assertEquals(List.of(), without);
        }
    }

    /** One reading of each metric. */
    private static List<IngressClient.Post> readings() {
        return Stream.of("cpu percent", "memory MiB", "disk MiB", "network KiB/s")
                .map(metric -> metric.split(" "))
                .map(metric -> IngressClient.Post.of(
                        "/v1/metrics",
                        "application/json",
                        "{\"id\":\"shown-%s\",\"producer\":\"one\",\"container\":\"web\",\"metric\":\"%s\",\"value\":12.5,\"unit\":\"%s\"}"
                                .formatted(metric[0], metric[0], metric[1])))
                .toList();
    }

    /** Panels whose query isn't understood, or has no answer. */
    private static List<String> without(HttpClient client, URI prometheus, List<Dashboards.Query> queries) {
        List<String> without = new ArrayList<>();
        for (Dashboards.Query query : queries) {
            JsonNode answer = ask(client, prometheus, query.expression());
            if (!answer.path("status").asText().equals("success")) {
                throw new AssertionError(query + ": " + answer);
            }
            if (answer.at("/data/result").isEmpty()) {
                without.add(query.toString());
            }
        }
        return without;
    }

    private static JsonNode ask(HttpClient client, URI prometheus, String expression) {
        String address = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
        try {
            return Json.read(client.send(
                            HttpRequest.newBuilder(prometheus.resolve(address))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + expression, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }
}

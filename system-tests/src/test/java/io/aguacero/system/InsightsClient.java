package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads totals and windows as any user would. */
final class InsightsClient implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI insights;
    private final String key;

    InsightsClient(URI insights, String key) {
        this.insights = insights;
        this.key = key;
    }

    /** The answer to a question, or empty when it isn't there just now. */
    Optional<JsonNode> get(String address) {
        HttpRequest request = HttpRequest.newBuilder(insights.resolve(address))
                .header("authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 503) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw new AssertionError(
                        address + " is answered " + response.statusCode() + " " + Json.read(response.body()));
            }
            return Optional.of(Json.read(response.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading", e);
        }
    }

    /** An answer to what is posted. */
    record Reply(int status, JsonNode body) {}

    /** Posts a JSON document, or nothing. */
    Reply post(String address, String body) {
        HttpRequest request = HttpRequest.newBuilder(insights.resolve(address))
                .header("authorization", "Bearer " + key)
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), Json.read(response.body()));
        } catch (IOException e) {
            throw new AssertionError("no answer to " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while posting", e);
        }
    }

    /** Number of events that the path has counted of a kind. */
    Optional<Long> counted(String kind, String path) {
        return get("/v1/kinds/" + kind + "/totals?path=" + path).map(totals -> {
            JsonNode groups = totals.at("/paths/" + path + "/groups");
            return groups.isEmpty() ? 0L : groups.get(0).path("count").asLong();
        });
    }

    /** Groups of the totals of one path. */
    Optional<JsonNode> totals(String kind, String by, String path) {
        String grouping = by.isEmpty() ? "" : "&by=" + by;
        return get("/v1/kinds/" + kind + "/totals?path=" + path + grouping)
                .map(totals -> totals.at("/paths/" + path + "/groups"));
    }

    /** All windows of one path with a start in [from, to), page after page. */
    Optional<JsonNode> windows(String kind, String size, String by, String path, Instant from, Instant to) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        String next = "/v1/kinds/" + kind + "/windows?size=" + size + "&from=" + from + "&to=" + to + "&path=" + path
                + (by.isEmpty() ? "" : "&by=" + by);
        while (!next.isEmpty()) {
            Optional<JsonNode> page = get(next);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            page.get().at("/paths/" + path + "/windows").forEach(all::add);
            next = page.get().path("next").asText();
        }
        return Optional.of(all);
    }

    @Override
    public void close() {
        http.close();
    }
}

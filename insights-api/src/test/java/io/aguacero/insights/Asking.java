package io.aguacero.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** A plain HTTP client of the running service. */
final class Asking {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final JsonMapper MAPPER = new JsonMapper();

    private Asking() {}

    /** The header of a key of {@code src/test/keys/keys.json}. */
    static String bearer(String key) {
        return "Bearer secret-of-" + key;
    }

    static HttpResponse<String> get(URI service, String address) {
        return send(HttpRequest.newBuilder(service.resolve(address)).build());
    }

    /** With a key that may do everything. */
    static HttpResponse<String> send(HttpRequest request) {
        return send(request, List.of(bearer("all")));
    }

    /** With these headers Authorization. */
    static HttpResponse<String> send(HttpRequest withoutKey, List<String> authorization) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(withoutKey, (name, value) -> true);
        authorization.forEach(header -> builder.header("authorization", header));
        HttpRequest request = builder.build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** What Prometheus would read. */
    static String metrics() {
        return get(management(), "/q/metrics").body();
    }

    static URI management() {
        return URI.create("http://127.0.0.1:"
                + ConfigProvider.getConfig().getValue("quarkus.management.test-port", String.class));
    }

    /** The first value that there is within ten seconds. */
    static <T> T until(Supplier<Optional<T>> attempt) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            Optional<T> value = attempt.get();
            if (value.isPresent()) {
                return value.get();
            }
            CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                    .join();
        }
        throw new AssertionError("not within ten seconds");
    }
}

package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Posts events by the client rule: 429, 503 and no answer are sent again with the same ids, any other answer is final. */
final class IngressClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI ingress;
    private final String key;

    IngressClient(URI ingress, String key) {
        this.ingress = ingress;
        this.key = key;
    }

    /** What is sent in one request. */
    record Post(String path, Map<String, String> headers, byte[] body) {
        static Post of(String path, String contentType, String body) {
            return new Post(path, Map.of("content-type", contentType), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * An answer.
     *
     * @param retryAfter seconds, if it says so
     */
    record Reply(int status, JsonNode body, Optional<String> retryAfter) {}

    /** One attempt; empty when there was no answer. */
    Optional<Reply> attempt(Post post) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ingress.resolve(post.path()))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofByteArray(post.body()));
        request.header("authorization", "Bearer " + key);
        post.headers().forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(new Reply(
                    response.statusCode(),
                    Json.read(response.body()),
                    response.headers().firstValue("retry-after")));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while posting", e);
        }
    }

    /** Sends until the answer is final; a batch that is stored in part is sent again whole. */
    Reply send(Post post) {
        return Waiting.until(
                "a final answer to " + post.path(),
                PATIENCE,
                () -> attempt(post).filter(reply -> !mayBeRetried(reply)));
    }

    /** Sends all of them, so many at a time, until each is answered 202. */
    void sendAll(List<Post> posts, int atOnce) {
        try (ExecutorService senders = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Reply>> replies =
                    posts.stream().map(post -> senders.submit(() -> send(post))).toList();
            for (Future<Reply> reply : replies) {
                if (reply.get().status() != 202) {
                    throw new AssertionError("not stored: " + reply.get());
                }
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while posting", e);
        }
    }

    private static boolean mayBeRetried(Reply reply) {
        if (reply.status() != 207) {
            return reply.status() == 429 || reply.status() == 503;
        }
        for (JsonNode result : reply.body().path("results")) {
            int status = result.path("status").asInt();
            if (status == 429 || status == 503) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        http.close();
    }
}

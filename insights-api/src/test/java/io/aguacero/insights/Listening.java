package io.aguacero.insights;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Somebody who listens to the live stream. */
final class Listening implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream stream;
    private final AtomicReference<@Nullable JsonNode> newest = new AtomicReference<>();

    private volatile boolean ended;

    private Listening(InputStream stream) {
        this.stream = stream;
        Thread.ofVirtual().start(this::listen);
    }

    /** Listens as soon as there is a place: one that somebody has left is free a moment later. */
    static Listening to(URI service) {
        return to(service, "all");
    }

    /** The same with another key. */
    static Listening to(URI service, String key) {
        return by(service, () -> Asking.bearer(key));
    }

    /** The same with a header of each attempt's own. */
    static Listening by(URI service, Supplier<String> authorization) {
        return Asking.until(() -> {
            HttpRequest request = HttpRequest.newBuilder(service.resolve("/v1/stream"))
                    .header("authorization", authorization.get())
                    .build();
            try {
                HttpResponse<InputStream> response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
                String type = response.headers().firstValue("content-type").orElse("");
                return response.statusCode() == 200 && type.equals("text/event-stream")
                        ? Optional.of(new Listening(response.body()))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    newest.set(Asking.json(line.substring("data: ".length())));
                }
            }
        } catch (IOException closed) {
            // The end of listening.
        }
        ended = true;
    }

    /** The first snapshot from now on that is as wanted, of those that this sees. */
    JsonNode until(Predicate<JsonNode> wanted) {
        newest.set(null);
        return Asking.until(() -> Optional.ofNullable(newest.get()).filter(wanted));
    }

    /** Whether nothing will come any more. */
    boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

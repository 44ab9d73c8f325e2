package io.aguacero.bench;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** People who look at the live page: so many connections to its stream, each read as it comes. */
final class Viewers implements AutoCloseable {
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AtomicLong> snapshots = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    /** @param key that each of them brings */
    Viewers(URI stream, String key, int number) {
        HttpRequest request = HttpRequest.newBuilder(stream)
                .header("authorization", "Bearer " + key)
                .build();
        for (int i = 0; i < number; i++) {
            AtomicLong seen = new AtomicLong();
            snapshots.add(seen);
            readers.add(Thread.ofVirtual().start(() -> read(request, seen)));
        }
    }

    /** How many snapshots the one who saw the fewest has seen. */
    long fewestSnapshots() {
        return snapshots.stream().mapToLong(AtomicLong::get).min().orElse(0);
    }

    private void read(HttpRequest request, AtomicLong seen) {
        try {
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                if (answer.statusCode() == OK) {
                    lines.lines().filter("event: snapshot"::equals).forEach(snapshot -> seen.incrementAndGet());
                }
            }
        } catch (IOException | UncheckedIOException ended) {
            // By the other side, or by close(): what was seen until then is counted, and judged by who asks.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        readers.forEach(Thread::interrupt);
    }
}

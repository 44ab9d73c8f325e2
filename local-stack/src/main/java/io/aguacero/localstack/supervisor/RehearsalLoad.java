package io.aguacero.localstack.supervisor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What services are given in a rehearsal: tweets, single and in batches, and questions about them; nobody counts the answers. */
final class RehearsalLoad {
    private static final int SENDERS = 32;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Of this many requests one is a batch, and one a question. */
    private static final int BATCH_EVERY = 100;

    private static final int BATCH_EVENTS = 100;

    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");
    private static final List<String> WEATHERS = List.of("sunny", "cloudy", "rainy", "foggy");

    private final HttpClient client;
    private final URI ingress;
    private final URI insights;
    private final String key;
    private final int requests;
    private final AtomicInteger begun = new AtomicInteger();

    RehearsalLoad(HttpClient client, URI ingress, URI insights, String key, int requests) {
        this.client = client;
        this.ingress = ingress;
        this.insights = insights;
        this.key = key;
        this.requests = requests;
    }

    /** Returns when all has been sent, or after three minutes. */
    void run() {
        long end = System.nanoTime() + LIMIT.toNanos();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.execute(() -> {
                    int number = begun.getAndIncrement();
                    while (number < requests && System.nanoTime() - end < 0 && sent(request(number))) {
                        number = begun.getAndIncrement();
                    }
                });
            }
        }
    }

    private HttpRequest request(int number) {
        return switch (number % BATCH_EVERY) {
            case 0 -> {
                String lines = IntStream.range(0, BATCH_EVENTS)
                        .mapToObj(place -> tweet(number + place))
                        .collect(Collectors.joining("\n"));
                yield post("application/x-ndjson", lines);
            }
            case 1 ->
                to(insights.resolve("/v1/kinds/weather.tweet/totals?by=municipality"))
                        .build();
            default -> post("application/json", tweet(number));
        };
    }

    private HttpRequest post(String type, String body) {
        return to(ingress.resolve("/v1/tweets"))
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder to(URI where) {
        return HttpRequest.newBuilder(where).timeout(TIMEOUT).header("authorization", "Bearer " + key);
    }

    private static String tweet(int number) {
        return "{\"municipality\":\"%s\",\"weather\":\"%s\",\"temperature\":%d.%d,\"humidity\":%d}"
                .formatted(
                        MUNICIPALITIES.get(number % MUNICIPALITIES.size()),
                        WEATHERS.get(number / 7 % WEATHERS.size()),
                        number % 40,
                        number % 10,
                        number % 100);
    }

    /** False when there is no sense in going on. */
    private boolean sent(HttpRequest request) {
        try {
            client.send(request, HttpResponse.BodyHandlers.discarding());
            return true;
        } catch (IOException noAnswer) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

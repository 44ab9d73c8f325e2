package io.aguacero.localstack.supervisor;

import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Posting to the ingress as a good client does: refusals that may pass are tried again with the same ids. */
final class Door {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);

    private final HttpClient client;
    private final URI events;
    private final String key;

    Door(HttpClient client, URI ingress, String key) {
        this.client = client;
        this.events = ingress.resolve("/v1/events");
        this.key = key;
    }

    /**
     * Posts a batch until all of it is stored.
     *
     * @throws IllegalStateException if it is refused for good, or is not stored in two minutes
     */
    void post(String batch) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/cloudevents-batch+json")
                .POST(HttpRequest.BodyPublishers.ofString(batch))
                .build();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "no answer";
        while (System.nanoTime() - end < 0) {
            Duration pause = DEFAULT_PAUSE;
            try {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                last = response.statusCode() + " " + response.body();
                if (response.statusCode() == 202) {
                    return;
                }
                if (final4xx(response.statusCode())) {
                    throw new IllegalStateException("the door refuses the sample: " + last);
                }
                pause = response.headers()
                        .firstValue("retry-after")
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(DEFAULT_PAUSE);
            } catch (IOException noAnswer) {
                last = String.valueOf(noAnswer.getMessage());
            }
            Until.within(pause, () -> false);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new IllegalStateException("the sample is not stored after two minutes: " + last);
    }

    private static boolean final4xx(int status) {
        return status >= 400 && status < 500 && status != 429;
    }
}

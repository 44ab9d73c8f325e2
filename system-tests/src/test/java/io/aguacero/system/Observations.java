package io.aguacero.system;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A year of observations, in the forms in which it can be posted. */
final class Observations {
    static final Instant FROM = Instant.parse("2013-01-01T00:00:00Z");
    static final Instant TO = Instant.parse("2014-01-01T00:00:00Z");

    private Observations() {}

    static List<IngressClient.Post> single(List<String> events) {
        return events.stream()
                .map(event -> IngressClient.Post.of("/v1/events", "application/cloudevents+json", event))
                .toList();
    }

    static List<IngressClient.Post> batches(List<String> events, int size) {
        List<IngressClient.Post> posts = new ArrayList<>();
        for (int start = 0; start < events.size(); start += size) {
            List<String> batch = events.subList(start, Math.min(start + size, events.size()));
            posts.add(IngressClient.Post.of(
                    "/v1/events", "application/cloudevents-batch+json", "[" + String.join(",", batch) + "]"));
        }
        return posts;
    }
}

package io.aguacero.system;

import io.aguacero.system.IngressClient.Post;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Made-up tweets in each form of body that the door takes. Beside the posts it keeps each event as a JSON line with its
 * id, time and source, for the fold, and each id, for whoever looks for it in the logs.
 */
final class Tweets {
    private static final List<String> MUNICIPALITIES = List.of("mixco", "guatemala", "amatitlan", "chinautla");
    private static final List<String> WEATHERS = List.of("sunny", "cloudy", "rainy", "foggy");
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int BATCH = 25;
    private static final String JSON = "application/json";

    private final Random random;
    private final String prefix;
    private final Instant latest;
    private final List<Post> posts = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    /**
     * @param seed what the values are made from
     * @param prefix of all ids
     * @param latest no event is later, and none more than ten minutes earlier
     */
    Tweets(long seed, String prefix, Instant latest) {
        this.random = new Random(seed);
        this.prefix = prefix;
        this.latest = latest;
    }

    List<Post> posts() {
        return posts;
    }

    List<String> lines() {
        return lines;
    }

    List<String> ids() {
        return ids;
    }

    /** Some of each form. */
    Tweets addEachForm(int rounds) {
        for (int round = 0; round < rounds; round++) {
            addObject();
            addObjectWithKey();
            addArray();
            addArrayWithKey();
            addLines();
            addBinary();
            addStructured();
            addCloudEventBatch();
        }
        return this;
    }

    private void addObject() {
        posts.add(Post.of("/v1/tweets", JSON, shorthand(nextId())));
    }

    private void addObjectWithKey() {
        String key = prefix + "key-" + ids.size();
        posts.add(withKey(key, shorthandWithoutId(key)));
    }

    private void addArray() {
        posts.add(Post.of("/v1/tweets", JSON, "[" + String.join(",", shorthands()) + "]"));
    }

    private void addArrayWithKey() {
        String key = prefix + "key-" + ids.size();
        List<String> items = new ArrayList<>();
        for (int index = 0; index < BATCH; index++) {
            items.add(shorthandWithoutId(key + "/" + index));
        }
        posts.add(withKey(key, "[" + String.join(",", items) + "]"));
    }

    private void addLines() {
        posts.add(Post.of("/v1/tweets", "application/x-ndjson", String.join("\n", shorthands()) + "\n"));
    }

    private void addBinary() {
        String id = nextId();
        String time = nextTime();
        String data = data();
        remember(id, time, "urn:test:binary", data);
        Map<String, String> headers = new HashMap<>(Map.of("content-type", JSON, "ce-specversion", "1.0"));
        headers.putAll(
                Map.of("ce-type", "weather.tweet", "ce-source", "urn:test:binary", "ce-id", id, "ce-time", time));
        posts.add(new Post("/v1/events", headers, ("{" + data + "}").getBytes(StandardCharsets.UTF_8)));
    }

    private void addStructured() {
        posts.add(Post.of("/v1/events", "application/cloudevents+json", cloudEvent()));
    }

    private void addCloudEventBatch() {
        List<String> items = new ArrayList<>();
        for (int index = 0; index < BATCH; index++) {
            items.add(cloudEvent());
        }
        posts.add(Post.of("/v1/events", "application/cloudevents-batch+json", "[" + String.join(",", items) + "]"));
    }

    private List<String> shorthands() {
        List<String> items = new ArrayList<>();
        for (int index = 0; index < BATCH; index++) {
            items.add(shorthand(nextId()));
        }
        return items;
    }

    private String shorthand(String id) {
        String time = nextTime();
        String data = data();
        remember(id, time, "urn:aguacero:http", data);
        return "{\"id\":\"" + id + "\",\"time\":\"" + time + "\"," + data + "}";
    }

    private String shorthandWithoutId(String id) {
        String time = nextTime();
        String data = data();
        remember(id, time, "urn:aguacero:http", data);
        return "{\"time\":\"" + time + "\"," + data + "}";
    }

    private String cloudEvent() {
        String id = nextId();
        String time = nextTime();
        String data = data();
        remember(id, time, "urn:test:structured", data);
        return "{\"specversion\":\"1.0\",\"type\":\"weather.tweet\",\"source\":\"urn:test:structured\",\"id\":\"" + id
                + "\",\"time\":\"" + time + "\",\"data\":{" + data + "}}";
    }

    private static Post withKey(String key, String body) {
        return new Post(
                "/v1/tweets",
                Map.of("content-type", JSON, "idempotency-key", key),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private void remember(String id, String time, String source, String data) {
        ids.add(id);
        lines.add("{\"id\":\"" + id + "\",\"time\":\"" + time + "\",\"source\":\"" + source + "\"," + data + "}");
    }

    private String nextId() {
        return prefix + ids.size();
    }

    /** Often the same second as others, so that the id has to decide which is the last. */
    private String nextTime() {
        return MICROS.format(latest.minusSeconds(random.nextInt(600)));
    }

    private String data() {
        String fields = "\"municipality\":\"" + one(MUNICIPALITIES) + "\",\"weather\":\"" + one(WEATHERS)
                + "\",\"temperature\":"
                + BigDecimal.valueOf(random.nextInt(-500, 4_000), 2).toPlainString();
        return fields + ",\"humidity\":"
                + BigDecimal.valueOf(random.nextInt(0, 1_001), 1).toPlainString();
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

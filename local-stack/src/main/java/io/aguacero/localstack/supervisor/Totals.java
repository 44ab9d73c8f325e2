package io.aguacero.localstack.supervisor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What both paths have counted of one kind.
 *
 * @param kafka of the Kafka path
 * @param rabbitmq of the RabbitMQ path
 */
record Totals(Path kafka, Path rabbitmq) {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    /**
     * One path.
     *
     * @param complete whether it has counted all that its log held
     * @param count events
     * @param values per value its numbers, as text
     */
    record Path(boolean complete, long count, Map<String, Map<String, String>> values) {}

    /** Asks insights-api; empty while it does not answer. */
    static Optional<Totals> of(HttpClient client, URI insights, String key, String kind) {
        HttpRequest request = HttpRequest.newBuilder(insights.resolve("/v1/kinds/" + kind + "/totals"))
                .timeout(TIMEOUT)
                .header("authorization", "Bearer " + key)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                return Optional.empty();
            }
            JsonNode paths = JSON.readTree(response.body()).path("paths");
            return Optional.of(new Totals(path(paths.path("kafka")), path(paths.path("rabbitmq"))));
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Path path(JsonNode path) {
        JsonNode group = path.path("groups").path(0);
        Map<String, Map<String, String>> values = new TreeMap<>();
        group.path("values").properties().forEach(value -> {
            Map<String, String> numbers = new TreeMap<>();
            value.getValue()
                    .properties()
                    .forEach(number ->
                            numbers.put(number.getKey(), number.getValue().asText()));
            values.put(value.getKey(), numbers);
        });
        return new Path(path.path("complete").asBoolean(), group.path("count").asLong(), values);
    }

    /** Whether both have counted this many events at least, and the same. */
    boolean bothHave(long events) {
        return kafka.complete() && rabbitmq.complete() && kafka.count() >= events && kafka.equals(rabbitmq);
    }

    /** A table with both paths side by side. */
    List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", "Kafka path", "RabbitMQ path"));
        lines.add(row("events", Long.toString(kafka.count()), Long.toString(rabbitmq.count())));
        for (String value : kafka.values().keySet()) {
            for (String number : List.of("count", "sum", "min", "max")) {
                lines.add(row(value + " " + number, number(kafka, value, number), number(rabbitmq, value, number)));
            }
        }
        return lines;
    }

    private static String number(Path path, String value, String number) {
        return path.values().getOrDefault(value, Map.of()).getOrDefault(number, "-");
    }

    private static String row(String what, String kafka, String rabbitmq) {
        return String.format("  %-22s %18s %18s", what, kafka, rabbitmq);
    }
}

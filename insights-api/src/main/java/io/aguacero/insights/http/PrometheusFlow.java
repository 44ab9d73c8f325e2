package io.aguacero.insights.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.insights.live.Flow;
import io.aguacero.insights.live.FlowSource;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What flows, as Prometheus has it: one question for all of it. */
public final class PrometheusFlow implements FlowSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = new JsonMapper();

    /** Name of a number, the label that is added to it (none if empty), and its query. Rates are over the last 20 s. */
    private record Number(String name, String label, String query) {}

    private static final List<Number> NUMBERS = List.of(
            new Number("accepted", "", "sum(rate(aguacero_ingress_events_total{outcome=\"stored\"}[20s]))"),
            new Number("refused", "", "sum(rate(aguacero_ingress_events_total{outcome!=\"stored\"}[20s]))"),
            new Number("sent", "hop", "sum by (hop) (rate(aguacero_hop_batch_events_sum[20s]))"),
            new Number(
                    "stored", "path", "sum by (path) (rate(aguacero_delivery_events_total{outcome=\"stored\"}[20s]))"),
            new Number("counted", "path", "sum by (path) (rate(aguacero_applied_events_total[20s]))"),
            new Number("lag", "path", "sum by (path) (aguacero_lag_events)"),
            new Number("open", "path", "min by (path) (aguacero_path_up)"),
            new Number("p50", "path", "path:aguacero_door_to_store_seconds:p50"),
            new Number("p99", "path", "path:aguacero_door_to_store_seconds:p99"),
            new Number("up", "job", "min by (job) (up)"));

    private final Optional<URI> question;
    private final HttpClient http;

    /**
     * @param prometheus base address; without one nothing is measured
     */
    public PrometheusFlow(Optional<URI> prometheus) {
        String query = NUMBERS.stream()
                .map(number ->
                        "label_replace(" + number.query() + ", \"number\", \"" + number.name() + "\", \"\", \"\")")
                .collect(Collectors.joining(" or "));
        this.question = prometheus.map(
                base -> base.resolve("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build();
    }

    @Override
    public CompletionStage<Flow> read() {
        return question.map(this::ask)
                .orElseGet(() -> CompletableFuture.completedStage(
                        new Flow.Unmeasured("there is no Prometheus to ask for rates")));
    }

    private CompletionStage<Flow> ask(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).handle(PrometheusFlow::flow);
    }

    private static Flow flow(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response == null || response.statusCode() != 200) {
            return new Flow.Unmeasured("Prometheus doesn't answer, so there are no rates");
        }
        try {
            return new Flow.Measured(numbers(JSON.readTree(response.body())));
        } catch (IOException e) {
            return new Flow.Unmeasured("Prometheus answers something that isn't JSON");
        }
    }

    private static Map<String, Double> numbers(JsonNode answer) {
        Map<String, Double> numbers = new HashMap<>();
        for (JsonNode sample : answer.at("/data/result")) {
            JsonNode labels = sample.path("metric");
            String name = labels.path("number").asText();
            double value = sample.at("/value/1").asDouble(Double.NaN);
            NUMBERS.stream()
                    .filter(number -> number.name().equals(name) && Double.isFinite(value))
                    .findFirst()
                    .ifPresent(number -> numbers.put(
                            number.label().isEmpty()
                                    ? name
                                    : name + ":" + labels.path(number.label()).asText(),
                            value));
        }
        return numbers;
    }
}

package io.aguacero.insights.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.Door;
import io.aguacero.insights.letters.Replayer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The door of ingress-api. What it refuses is refused here by the same code. */
public final class DoorClient implements Door {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STORED = 202;

    private final HttpClient http;
    private final URI events;
    private final Duration timeout;

    /**
     * @param ingress base address
     * @param timeout of an answer; longer than the door's own deadline
     */
    public DoorClient(URI ingress, Duration timeout) {
        this.events = ingress.resolve("/v1/events");
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public CompletionStage<Optional<QueryRefusal>> send(byte[] event, Replayer replayer) {
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(timeout)
                .header("content-type", "application/cloudevents+json")
                .header("authorization", replayer.authorization())
                .POST(HttpRequest.BodyPublishers.ofByteArray(event))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).handle(DoorClient::outcome);
    }

    private static Optional<QueryRefusal> outcome(
            @Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response == null) {
            return Optional.of(QueryRefusal.of(
                    ErrorCode.DOOR_UNAVAILABLE,
                    "the door doesn't answer; whether the event is stored isn't known, replaying again is safe"));
        }
        return response.statusCode() == STORED ? Optional.empty() : Optional.of(refusal(response));
    }

    private static QueryRefusal refusal(HttpResponse<byte[]> response) {
        JsonNode problem = read(response.body());
        String slug = problem.path("code").asText();
        List<QueryRefusal.Fault> faults = new ArrayList<>();
        problem.path("errors")
                .forEach(error -> faults.add(new QueryRefusal.Fault(
                        error.path("pointer").asText(), error.path("reason").asText())));
        return Stream.of(ErrorCode.values())
                .filter(code -> code.slug().equals(slug))
                .findFirst()
                .map(code -> new QueryRefusal(
                        code, "the door: " + problem.path("detail").asText(), List.copyOf(faults)))
                .orElseGet(() -> QueryRefusal.of(
                        ErrorCode.DOOR_UNAVAILABLE, "the door answers " + response.statusCode() + " without a code"));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}

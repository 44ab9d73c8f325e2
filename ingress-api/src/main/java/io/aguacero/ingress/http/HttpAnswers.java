package io.aguacero.ingress.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.delivery.PathStates;
import io.aguacero.ingress.Outcome;
import io.aguacero.ingress.Outcome.NotTaken;
import io.aguacero.ingress.Outcome.Stored;
import io.aguacero.ingress.Refusal;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Outcomes as answers, by the table of {@code openapi.yaml}. */
final class HttpAnswers {
    private static final String JSON = "application/json";

    private HttpAnswers() {}

    /**
     * An answer.
     *
     * @param retryAfter whether it carries Retry-After
     * @param problem the refusal that it is; null when something was taken
     */
    record Answer(
            int status,
            String mediaType,
            Buffer body,
            boolean retryAfter,
            @Nullable Refusal problem) {}

    /** Answer to a request for a single event. */
    static Answer single(Outcome outcome, Supplier<String> traceId) {
        return switch (outcome) {
            case Stored(EventEnvelope event, PathStates paths) -> stored(event, paths);
            case NotTaken notTaken -> problem(notTaken.refusal(), traceId);
        };
    }

    /** Answer to a request for a batch. */
    static Answer batch(List<Outcome> outcomes, Supplier<String> traceId) {
        long stored = outcomes.stream().filter(Stored.class::isInstance).count();
        if (stored == outcomes.size()) {
            return new Answer(HttpStatus.ACCEPTED, JSON, accepted(outcomes), false, null);
        }
        return stored == 0 ? noneStored(outcomes, traceId) : mixed(outcomes, stored);
    }

    /** Answer to a request that was refused as a whole. */
    static Answer problem(Refusal refusal, Supplier<String> traceId) {
        Buffer body = JsonBytes.write(json -> {
            json.writeStartObject();
            ProblemDocument.writeMembers(json, refusal, traceId.get());
            json.writeEndObject();
        });
        return new Answer(
                HttpStatus.of(refusal.code()),
                ProblemDocument.MEDIA_TYPE,
                body,
                refusal.code().retryable(),
                refusal);
    }

    /** Answer to a request of which everything was found valid, and nothing was to be stored. */
    static Answer valid(int events) {
        Buffer body = JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeBooleanField("valid", true);
            json.writeNumberField("events", events);
            json.writeEndObject();
        });
        return new Answer(HttpStatus.OK, JSON, body, false, null);
    }

    /** Answer to a batch that was only to be validated; refused items as they would be, the others with status 200. */
    static Answer invalid(List<Optional<NotTaken>> items, Supplier<String> traceId) {
        List<NotTaken> refused = items.stream().flatMap(Optional::stream).toList();
        return refusedBatch(
                worst(refused),
                refused.size() + " of " + items.size() + " events aren't valid; results says why",
                traceId,
                json -> {
                    for (int i = 0; i < items.size(); i++) {
                        writeResult(
                                json, i, HttpStatus.OK, null, null, items.get(i).orElse(null));
                    }
                });
    }

    private static Answer stored(EventEnvelope event, PathStates paths) {
        Buffer body = JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringField("id", event.getId());
            json.writeStringField("kind", event.getKind());
            json.writeStringField("time", Timestamps.format(event.getTimeMicros()));
            ProblemDocument.writePaths(json, paths);
            json.writeEndObject();
        });
        return new Answer(HttpStatus.ACCEPTED, JSON, body, false, null);
    }

    /** A batch that is taken; says paths only where one is pending, because otherwise all of them are stored. */
    private static Buffer accepted(List<Outcome> outcomes) {
        Optional<PathStates> pending = outcomes.stream()
                .map(outcome -> ((Stored) outcome).paths())
                .filter(HttpAnswers::pending)
                .findFirst();
        return JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeNumberField("accepted", outcomes.size());
            if (pending.isPresent()) {
                ProblemDocument.writePaths(json, pending.get());
            }
            json.writeEndObject();
        });
    }

    private static boolean pending(PathStates paths) {
        return paths.rabbitmq() == PathStatus.PENDING;
    }

    private static Answer mixed(List<Outcome> outcomes, long stored) {
        Buffer body = JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeNumberField("accepted", stored);
            json.writeNumberField("failed", outcomes.size() - stored);
            json.writeArrayFieldStart("results");
            writeResults(json, outcomes);
            json.writeEndArray();
            json.writeEndObject();
        });
        boolean retryable = outcomes.stream()
                .anyMatch(outcome -> outcome instanceof NotTaken(var id, var kind, Refusal refusal)
                        && refusal.code().retryable());
        return new Answer(HttpStatus.MIXED, JSON, body, retryable, null);
    }

    private static Answer noneStored(List<Outcome> outcomes, Supplier<String> traceId) {
        List<NotTaken> refused = outcomes.stream().map(NotTaken.class::cast).toList();
        return refusedBatch(
                worst(refused),
                "none of the " + refused.size() + " events was taken; results says why",
                traceId,
                json -> writeResults(json, outcomes));
    }

    private static Answer refusedBatch(
            Refusal worst, String detail, Supplier<String> traceId, JsonBytes.Author results) {
        Refusal whole = new Refusal(worst.code(), detail, List.of(), worst.paths());
        Buffer body = JsonBytes.write(json -> {
            json.writeStartObject();
            ProblemDocument.writeMembers(json, whole, traceId.get());
            json.writeArrayFieldStart("results");
            results.write(json);
            json.writeEndArray();
            json.writeEndObject();
        });
        boolean retryable = whole.code().retryable();
        return new Answer(HttpStatus.of(whole.code()), ProblemDocument.MEDIA_TYPE, body, retryable, whole);
    }

    /** What a batch is refused with as a whole: a retryable refusal if there is one, and of each path the least certain. */
    private static Refusal worst(List<NotTaken> refused) {
        List<Refusal> retryable = refused.stream()
                .map(NotTaken::refusal)
                .filter(refusal -> refusal.code().retryable())
                .toList();
        if (retryable.isEmpty()) {
            return refused.getFirst().refusal();
        }
        PathStates paths = new PathStates(
                leastCertain(retryable, DeliveryPath.KAFKA), leastCertain(retryable, DeliveryPath.RABBITMQ));
        return new Refusal(retryable.getFirst().code(), "", List.of(), paths);
    }

    private static PathStatus leastCertain(List<Refusal> refusals, DeliveryPath path) {
        PathStatus worst = PathStatus.NOT_ROUTED;
        for (Refusal refusal : refusals) {
            PathStatus status = refusal.paths() == null
                    ? PathStatus.NOT_STORED
                    : refusal.paths().of(path);
            boolean differs = worst != PathStatus.NOT_ROUTED && status != PathStatus.NOT_ROUTED && status != worst;
            worst = differs ? PathStatus.UNKNOWN : status == PathStatus.NOT_ROUTED ? worst : status;
        }
        return worst;
    }

    private static void writeResults(JsonGenerator json, List<Outcome> outcomes) throws IOException {
        for (int i = 0; i < outcomes.size(); i++) {
            switch (outcomes.get(i)) {
                case Stored stored ->
                    writeResult(
                            json,
                            i,
                            HttpStatus.ACCEPTED,
                            stored.event().getId(),
                            pending(stored.paths()) ? stored.paths() : null,
                            null);
                case NotTaken notTaken -> writeResult(json, i, 0, null, null, notTaken);
            }
        }
    }

    private static void writeResult(
            JsonGenerator json,
            int index,
            int status,
            @Nullable String id,
            @Nullable PathStates paths,
            @Nullable NotTaken notTaken)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        String known = notTaken == null ? id : notTaken.id();
        if (known != null) {
            json.writeStringField("id", known);
        }
        if (notTaken == null) {
            json.writeNumberField("status", status);
            if (paths != null) {
                ProblemDocument.writePaths(json, paths);
            }
        } else {
            json.writeNumberField("status", HttpStatus.of(notTaken.refusal().code()));
            json.writeObjectFieldStart("problem");
            ProblemDocument.writeMembers(json, notTaken.refusal(), null);
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}

package io.aguacero.delivery;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Holds each batch until it is told what becomes of it; remembers all it saw. */
final class HeldSink implements EventSink {

    final List<List<String>> batches = new ArrayList<>();
    private final ArrayDeque<CompletableFuture<List<Delivery>>> held = new ArrayDeque<>();
    private final ArrayDeque<List<EventEnvelope>> heldEvents = new ArrayDeque<>();
    int mostInFlight;
    int instances = 1;

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        batches.add(batch.stream().map(EventEnvelope::getId).toList());
        CompletableFuture<List<Delivery>> answer = new CompletableFuture<>();
        held.add(answer);
        heldEvents.add(List.copyOf(batch));
        mostInFlight = Math.max(mostInFlight, held.size());
        return answer;
    }

    @Override
    public int instances() {
        return instances;
    }

    int inFlight() {
        return held.size();
    }

    /** Each event is stored; its id stands in the answer, so that a test sees whose answer it is. */
    void answerOldest() {
        held.remove()
                .complete(heldEvents.remove().stream().map(HeldSink::answerOf).toList());
    }

    void failOldest() {
        heldEvents.remove();
        held.remove().completeExceptionally(new IllegalStateException("told to"));
    }

    void answerOldestWithTooFew() {
        heldEvents.remove();
        held.remove().complete(List.of());
    }

    static Delivery answerOf(EventEnvelope event) {
        return new Delivery.Unavailable(
                new PathStates(PathStatus.NOT_STORED, PathStatus.NOT_STORED),
                ErrorCode.PATH_UNAVAILABLE,
                event.getId());
    }
}

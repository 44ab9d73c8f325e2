package io.aguacero.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The answers of one batch, as they come in, in any order and from any thread. The first answer of an event counts; when
 * each event has one, the stage completes.
 */
public final class Answers {
    private final AtomicReferenceArray<Delivery> deliveries;
    private final AtomicInteger missing;
    private final CompletableFuture<List<Delivery>> stage = new CompletableFuture<>();

    /**
     * @param events how many answers there are to be, at least 1
     */
    public Answers(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("a batch holds at least one event");
        }
        this.deliveries = new AtomicReferenceArray<>(events);
        this.missing = new AtomicInteger(events);
    }

    /**
     * Answers one event, unless it has been answered.
     *
     * @param position of the event in its batch, from 0
     */
    public void answer(int position, Delivery delivery) {
        if (deliveries.compareAndSet(position, null, delivery) && missing.decrementAndGet() == 0) {
            List<Delivery> all = new ArrayList<>(deliveries.length());
            for (int i = 0; i < deliveries.length(); i++) {
                all.add(deliveries.get(i));
            }
            stage.complete(all);
        }
    }

    /** Answers each event that has no answer yet. */
    public void answerMissing(Delivery delivery) {
        for (int i = 0; i < deliveries.length(); i++) {
            answer(i, delivery);
        }
    }

    /** Completes with all answers, never exceptionally. */
    public CompletionStage<List<Delivery>> stage() {
        return stage.minimalCompletionStage();
    }
}

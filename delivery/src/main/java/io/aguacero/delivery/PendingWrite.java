package io.aguacero.delivery;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One write that waits to be sent, whole or in parts, and for the answers of all its events. */
final class PendingWrite {
    private final List<EventEnvelope> events;
    private final long bytes;
    private final Answers answers;
    private final long arrived;
    private int next;

    /**
     * @param arrived by {@link System#nanoTime()}
     */
    PendingWrite(List<EventEnvelope> events, long arrived) {
        this.arrived = arrived;
        this.events = List.copyOf(events);
        this.answers = new Answers(events.size());
        long sum = 0;
        for (EventEnvelope event : events) {
            sum += bytesOf(event);
        }
        this.bytes = sum;
    }

    /** Bytes of an event within a batch message: its own, and at most 6 of tag and length. */
    static long bytesOf(EventEnvelope event) {
        return event.getSerializedSize() + 6L;
    }

    CompletionStage<List<Delivery>> answer() {
        return answers.stage();
    }

    long bytes() {
        return bytes;
    }

    /** Index of the first event that no batch has taken. */
    int position() {
        return next;
    }

    /** Whether none of it is in a batch, though it has waited for longer than that. */
    boolean waitedInVain(long now, long nanosMax) {
        return next == 0 && now - arrived > nanosMax;
    }

    /** Whether every event is in a batch. */
    boolean taken() {
        return next == events.size();
    }

    int size() {
        return events.size();
    }

    EventEnvelope take() {
        return events.get(next++);
    }

    EventEnvelope peek() {
        return events.get(next);
    }

    /** Sets the answers of the events from one position. */
    void answer(int position, List<Delivery> part) {
        for (int i = 0; i < part.size(); i++) {
            answers.answer(position + i, part.get(i));
        }
    }
}

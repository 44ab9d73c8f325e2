package io.aguacero.rabbitwriter.rabbit;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Answers;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.PathStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Events of one shard that travel in one message, from their arrival to their answer.
 *
 * <pre>
 *   WAITING ──begin──▶ PUBLISHED ──confirmed / nacked / returned / lost──▶ ANSWERED
 *      └───────────── withdrawn: certainly not stored ─────────────────────▶ ANSWERED
 * </pre>
 */
final class Publication {
    private enum Stage {
        WAITING,
        PUBLISHED,
        ANSWERED
    }

    private static final Delivery STORED = new Delivered(on(PathStatus.STORED));

    private final int shard;
    private final Answers answers;
    private final long arrived;
    private final List<EventEnvelope> events = new ArrayList<>();
    private final List<Integer> positions = new ArrayList<>();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private long bytes;
    // Set and read by the connection's thread alone: a return comes right before its confirm.
    private boolean returned;

    /**
     * @param arrived by {@link System#nanoTime()}
     */
    Publication(int shard, Answers answers, long arrived) {
        this.shard = shard;
        this.answers = answers;
        this.arrived = arrived;
    }

    /** Adds an event, by its position in the batch that is answered. Before anything else. */
    void add(EventEnvelope event, int position) {
        events.add(event);
        positions.add(position);
        bytes += event.getPayload().size();
    }

    int shard() {
        return shard;
    }

    List<EventEnvelope> events() {
        return events;
    }

    /** Whether one more event fits. */
    boolean fits(EventEnvelope event, int eventsMax, long bytesMax) {
        return events.size() < eventsMax && bytes + event.getPayload().size() <= bytesMax;
    }

    long arrived() {
        return arrived;
    }

    boolean answered() {
        return stage.get() == Stage.ANSWERED;
    }

    /** Whether it may be published: nobody has withdrawn it. From now on it may be stored. */
    boolean begin() {
        return stage.compareAndSet(Stage.WAITING, Stage.PUBLISHED);
    }

    /** No stream took it; the confirm that follows means nothing. */
    void returned() {
        returned = true;
    }

    /** The broker has it, unless it came back. */
    void confirmed() {
        if (returned) {
            answer(notStored("no stream is bound for the shard"));
        } else {
            answer(STORED);
        }
    }

    /** The broker says that it doesn't have it. */
    void nacked() {
        answer(notStored("the broker refused the message"));
    }

    /** Not stored if it hasn't been published; otherwise nobody knows. */
    void giveUp(String reason) {
        if (stage.compareAndSet(Stage.WAITING, Stage.ANSWERED)) {
            answerAll(notStored(reason));
        } else {
            answer(new Unavailable(on(PathStatus.UNKNOWN), ErrorCode.PATH_UNAVAILABLE, reason));
        }
    }

    /** It is not to be published at all. */
    void refuse(Delivery refusal) {
        answer(refusal);
    }

    private void answer(Delivery delivery) {
        if (stage.getAndSet(Stage.ANSWERED) != Stage.ANSWERED) {
            answerAll(delivery);
        }
    }

    private void answerAll(Delivery delivery) {
        for (int position : positions) {
            answers.answer(position, delivery);
        }
    }

    static Delivery notStored(String reason) {
        return new Unavailable(on(PathStatus.NOT_STORED), ErrorCode.PATH_UNAVAILABLE, reason);
    }

    static PathStates on(PathStatus status) {
        return PathStates.on(Set.of(DeliveryPath.RABBITMQ), status);
    }
}

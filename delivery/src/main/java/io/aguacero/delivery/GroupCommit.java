package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.Delivery.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is written while batches are under way into the next batch. There is no timer: a batch leaves as soon as
 * a slot is free, so an idle sink adds no latency and a busy one sends thousands of events a call.
 *
 * <p>Each write gets the answers of its own events. A write travels whole, unless it alone exceeds a batch: then it is
 * cut, and joined again. Batches leave in the order of the writes, one thread at a time; with more than one in flight
 * they may overtake each other afterwards. Safe for any thread; never blocks.
 */
public final class GroupCommit implements EventSink {
    private static final Set<DeliveryPath> ANY_PATH = Set.of(DeliveryPath.values());

    private final EventSink next;
    private final GroupCommitLimits limits;
    private final BatchListener listener;
    private final Executor departures;
    private final LongSupplier nanoTime;

    // Guarded by itself, together with the three counts.
    private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
    private int waitingEvents;
    private long waitingBytes;
    private int inFlight;

    // Passes over the queue that are wanted; whoever raises it from 0 has them made, so that batches leave in order.
    private final AtomicInteger passes = new AtomicInteger();

    /** A batch leaves at once when there is a slot. */
    public GroupCommit(EventSink next, GroupCommitLimits limits, BatchListener listener) {
        this(next, limits, listener, Runnable::run);
    }

    /**
     * @param departures looks for a batch that can leave, after each write and after each batch that came back and whose
     *     writers were answered. A writer on an event loop gathers larger batches by letting the loop read its sockets first:
     *     72 events instead of 48 at 256 connections, 24 instead of 18 at 64 (docs/performance.md).
     */
    public GroupCommit(EventSink next, GroupCommitLimits limits, BatchListener listener, Executor departures) {
        this(next, limits, listener, departures, System::nanoTime);
    }

    GroupCommit(
            EventSink next,
            GroupCommitLimits limits,
            BatchListener listener,
            Executor departures,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.next = next;
        this.limits = limits;
        this.listener = listener;
        this.departures = departures;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        PendingWrite write = new PendingWrite(batch, nanoTime.getAsLong());
        synchronized (waiting) {
            if (waitingEvents + batch.size() > limits.pendingEventsMax()
                    || waitingBytes + write.bytes() > limits.pendingBytesMax()) {
                return CompletableFuture.completedFuture(
                        overloaded(batch.size(), "too many events wait for the next hop"));
            }
            waiting.add(write);
            waitingEvents += batch.size();
            waitingBytes += write.bytes();
        }
        look();
        return write.answer();
    }

    /** How many events wait for a batch. */
    public int pendingEvents() {
        synchronized (waiting) {
            return waitingEvents;
        }
    }

    private void look() {
        if (passes.getAndIncrement() != 0) {
            return;
        }
        try {
            departures.execute(this::sendWhatFits);
        } catch (RejectedExecutionException e) {
            // The executor is closing; what waits must leave all the same.
            sendWhatFits();
        }
    }

    private void sendWhatFits() {
        int done = 1;
        do {
            refuseWhatWaitedInVain();
            for (Batch batch = takeBatch(); batch != null; batch = takeBatch()) {
                send(batch);
            }
            done = passes.addAndGet(-done);
        } while (done != 0);
    }

    /** Who has waited for too long is first in the queue. */
    private void refuseWhatWaitedInVain() {
        for (PendingWrite late = pollLate(); late != null; late = pollLate()) {
            late.answer(0, overloaded(late.size(), "waited too long for the next hop"));
        }
    }

    private @Nullable PendingWrite pollLate() {
        long now = nanoTime.getAsLong();
        synchronized (waiting) {
            PendingWrite head = waiting.peek();
            if (head == null || !head.waitedInVain(now, limits.waitMax().toNanos())) {
                return null;
            }
            waiting.remove();
            waitingEvents -= head.size();
            waitingBytes -= head.bytes();
            return head;
        }
    }

    private @Nullable Batch takeBatch() {
        synchronized (waiting) {
            if (waiting.isEmpty() || !slotFree()) {
                return null;
            }
            Batch batch = new Batch();
            for (PendingWrite head = waiting.peek(); head != null; head = waiting.peek()) {
                int before = batch.size();
                if (!batch.take(head, limits)) {
                    break;
                }
                waitingEvents -= batch.size() - before;
                if (!head.taken()) {
                    break;
                }
                waiting.remove();
                waitingBytes -= head.bytes();
            }
            inFlight++;
            return batch;
        }
    }

    private boolean slotFree() {
        int each = limits.batchesInFlightMax();
        return inFlight < each || inFlight < each * next.instances();
    }

    private void send(Batch batch) {
        long left = System.nanoTime();
        if (batch.bytes() > limits.batchBytesMax()) {
            returned(batch, tooLarge(batch.size()));
            return;
        }
        var unused = GuardedSink.guarded(next, batch.events(), ANY_PATH).thenAccept(deliveries -> {
            try {
                listener.answered(batch.size(), Duration.ofNanos(System.nanoTime() - left));
            } finally {
                returned(batch, deliveries);
            }
        });
    }

    private void returned(Batch batch, List<Delivery> deliveries) {
        try {
            batch.answer(deliveries);
        } finally {
            freeSlot();
        }
    }

    private void freeSlot() {
        synchronized (waiting) {
            inFlight--;
        }
        look();
    }

    private static List<Delivery> overloaded(int events, String detail) {
        PathStates notStored = PathStates.on(ANY_PATH, PathStatus.NOT_STORED);
        return Collections.nCopies(events, new Unavailable(notStored, ErrorCode.OVERLOADED, detail));
    }

    private static List<Delivery> tooLarge(int events) {
        PathStates refused = PathStates.on(ANY_PATH, PathStatus.REFUSED);
        return Collections.nCopies(
                events, new Rejected(refused, ErrorCode.TOO_LARGE, "the event exceeds what a batch may hold"));
    }
}

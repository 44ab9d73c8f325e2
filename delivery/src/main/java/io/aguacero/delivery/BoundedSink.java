package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what a sink has in hand: beyond it, a batch is refused at once and certainly not stored. */
public final class BoundedSink implements EventSink {
    private final EventSink sink;
    private final int eventsMax;
    private final long bytesMax;
    private final Set<DeliveryPath> paths;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param eventsMax most events without an answer
     * @param bytesMax most bytes of their serialized envelopes
     * @param paths what the sink writes to
     */
    public BoundedSink(EventSink sink, int eventsMax, long bytesMax, Set<DeliveryPath> paths) {
        this.sink = sink;
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.paths = Set.copyOf(paths);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        long batchBytes = 0;
        for (EventEnvelope event : batch) {
            batchBytes += PendingWrite.bytesOf(event);
        }
        long entered = batchBytes;
        boolean fits = events.addAndGet(batch.size()) <= eventsMax;
        fits &= bytes.addAndGet(entered) <= bytesMax;
        if (!fits) {
            leave(batch.size(), entered);
            return CompletableFuture.completedFuture(overloaded(batch.size()));
        }
        return GuardedSink.guarded(sink, batch, paths).thenApply(deliveries -> {
            leave(batch.size(), entered);
            return deliveries;
        });
    }

    /** Events without an answer. */
    public long inFlightEvents() {
        return events.get();
    }

    private void leave(int batchEvents, long batchBytes) {
        events.addAndGet(-batchEvents);
        bytes.addAndGet(-batchBytes);
    }

    private List<Delivery> overloaded(int batchEvents) {
        return Collections.nCopies(
                batchEvents,
                new Unavailable(
                        PathStates.on(paths, PathStatus.NOT_STORED),
                        ErrorCode.OVERLOADED,
                        "too many events are in flight to the broker"));
    }
}

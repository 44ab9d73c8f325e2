package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a service does with a batch of the hop before, however it came. */
public final class BatchIntake {
    private final EventSink sink;
    private final int batchEventsMax;
    private final Set<DeliveryPath> paths;

    /**
     * @param sink never blocks; answers within its own deadline, which is inside the caller's
     * @param batchEventsMax a larger batch is refused, not stored
     * @param paths what the sink writes to
     */
    public BatchIntake(EventSink sink, int batchEventsMax, Set<DeliveryPath> paths) {
        this.sink = sink;
        this.batchEventsMax = batchEventsMax;
        this.paths = Set.copyOf(paths);
    }

    /**
     * Stores it.
     *
     * @param batch of at least one event
     * @return one receipt an event, in their order; never exceptionally
     */
    public CompletionStage<BatchReceipt> deliver(EventBatch batch) {
        int events = batch.getEventsCount();
        if (events > batchEventsMax) {
            return CompletableFuture.completedFuture(receipts(Collections.nCopies(events, tooMany(events))));
        }
        return GuardedSink.guarded(sink, batch.getEventsList(), paths).thenApply(BatchIntake::receipts);
    }

    private Delivery tooMany(int events) {
        return new Unavailable(
                PathStates.on(paths, PathStatus.NOT_STORED),
                ErrorCode.OVERLOADED,
                events + " events in a batch of at most " + batchEventsMax);
    }

    private static BatchReceipt receipts(List<Delivery> deliveries) {
        BatchReceipt.Builder receipts = BatchReceipt.newBuilder();
        for (Delivery delivery : deliveries) {
            receipts.addReceipts(Receipts.of(delivery));
        }
        return receipts.build();
    }
}

package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The next service as a sink: one unary call a batch, to one of its instances, under its own deadline. A call that
 * certainly reached nobody is tried once more, on another instance, within the same deadline. A call that fails leaves its
 * events unknown, unless it is certain that the instance never had them.
 */
public final class HopClient implements EventSink {
    private final Peers peers;
    private final Duration deadline;
    private final Set<DeliveryPath> paths;

    /**
     * @param deadline from the call until the answer, whatever the instances do
     * @param paths what the service writes to: unknown, or not stored, when the call fails
     */
    public HopClient(Peers peers, Duration deadline, Set<DeliveryPath> paths) {
        this.peers = peers;
        this.deadline = deadline;
        this.paths = Set.copyOf(paths);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        long by = System.nanoTime() + deadline.toNanos();
        EventBatch message = EventBatch.newBuilder().addAllEvents(batch).build();
        Set<Peer> tried = new HashSet<>();
        return attempt(message, by, tried)
                .thenCompose(attempt -> attempt instanceof Attempt.NotSent
                        ? attempt(message, by, tried)
                        : CompletableFuture.completedFuture(attempt))
                .thenApply(attempt -> deliveries(attempt, batch.size()));
    }

    @Override
    public int instances() {
        return peers.up();
    }

    private CompletionStage<Attempt> attempt(EventBatch message, long by, Set<Peer> tried) {
        Optional<Peer> peer = peers.next(tried);
        long left = by - System.nanoTime();
        if (peer.isEmpty() || left <= 0) {
            return CompletableFuture.completedFuture(new Attempt.NotSent());
        }
        tried.add(peer.get());
        return peer.get().deliver(message, Duration.ofNanos(left));
    }

    private List<Delivery> deliveries(Attempt attempt, int events) {
        return switch (attempt) {
            case Attempt.Answered(BatchReceipt receipt)
            when receipt.getReceiptsCount() == events ->
                receipt.getReceiptsList().stream().map(Receipts::read).toList();
            case Attempt.Answered other ->
                all(events, PathStatus.UNKNOWN, ErrorCode.INTERNAL, "the next hop answered another number of events");
            case Attempt.NotSent notSent ->
                all(events, PathStatus.NOT_STORED, ErrorCode.PATH_UNAVAILABLE, "the next hop can't be reached");
            case Attempt.RefusedUnread refused ->
                all(events, PathStatus.NOT_STORED, ErrorCode.OVERLOADED, "the next hop refused the call");
            case Attempt.Lost(Status.Code code) ->
                all(events, PathStatus.UNKNOWN, ErrorCode.PATH_UNAVAILABLE, "the next hop failed: " + code);
        };
    }

    private List<Delivery> all(int events, PathStatus status, ErrorCode code, String detail) {
        return Collections.nCopies(events, new Unavailable(PathStates.on(paths, status), code, detail));
    }
}

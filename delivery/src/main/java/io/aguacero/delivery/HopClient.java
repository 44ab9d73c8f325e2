package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.EventHopGrpc;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The next service as a sink: one unary call a batch, under its own deadline. A call that fails leaves its events
 * unknown, unless it is certain that the peer never had them. While the peer can't be reached, calls make the channel try
 * again, at most once a second.
 */
public final class HopClient implements EventSink {
    private static final Duration RECONNECT_PAUSE = Duration.ofSeconds(1);

    private final ManagedChannel channel;
    private final Duration deadline;
    private final Set<DeliveryPath> paths;
    private final Reconnecting reconnecting;

    /**
     * @param deadline from the call until the answer, whatever the peer does
     * @param paths what the peer writes to: unknown, or not stored, when the call fails
     */
    public HopClient(ManagedChannel channel, Duration deadline, Set<DeliveryPath> paths) {
        this(channel, deadline, paths, RECONNECT_PAUSE);
    }

    HopClient(ManagedChannel channel, Duration deadline, Set<DeliveryPath> paths, Duration reconnectPause) {
        this.channel = channel;
        this.deadline = deadline;
        this.paths = Set.copyOf(paths);
        this.reconnecting = new Reconnecting(channel, reconnectPause);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        SentTracker tracker = new SentTracker();
        Answer answer = new Answer(batch.size(), tracker);
        CallOptions options = CallOptions.DEFAULT
                .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                .withStreamTracerFactory(tracker);
        ClientCalls.asyncUnaryCall(
                channel.newCall(EventHopGrpc.getDeliverMethod(), options),
                EventBatch.newBuilder().addAllEvents(batch).build(),
                answer);
        return answer.deliveries.minimalCompletionStage();
    }

    private Delivery failed(Status status, SentTracker tracker) {
        // A peer answers "exhausted" without beginning an answer when it refuses a call before handling it.
        boolean refusedUnread = status.getCode() == Status.Code.RESOURCE_EXHAUSTED && !tracker.answerBegun();
        boolean notStored = !tracker.sent() || refusedUnread;
        return new Unavailable(
                PathStates.on(paths, notStored ? PathStatus.NOT_STORED : PathStatus.UNKNOWN),
                refusedUnread ? ErrorCode.OVERLOADED : ErrorCode.PATH_UNAVAILABLE,
                tracker.sent() ? "the next hop failed: " + status.getCode() : "the next hop can't be reached");
    }

    /** Completes the deliveries of one call, once. */
    private final class Answer implements StreamObserver<BatchReceipt> {
        private final int events;
        private final SentTracker tracker;
        private final CompletableFuture<List<Delivery>> deliveries = new CompletableFuture<>();

        private Answer(int events, SentTracker tracker) {
            this.events = events;
            this.tracker = tracker;
        }

        @Override
        public void onNext(BatchReceipt receipt) {
            if (receipt.getReceiptsCount() == events) {
                deliveries.complete(
                        receipt.getReceiptsList().stream().map(Receipts::read).toList());
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!tracker.sent()) {
                reconnecting.unreached();
            }
            deliveries.complete(Collections.nCopies(events, failed(Status.fromThrowable(failure), tracker)));
        }

        @Override
        public void onCompleted() {
            // Only when no answer, or one of another number of events, came before it.
            deliveries.complete(Collections.nCopies(
                    events,
                    new Unavailable(
                            PathStates.on(paths, PathStatus.UNKNOWN),
                            ErrorCode.INTERNAL,
                            "the next hop answered another number of events")));
        }
    }
}

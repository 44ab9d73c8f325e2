package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventHopGrpc.EventHopImplBase;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.v1.StateReply;
import io.aguacero.contracts.v1.StateRequest;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A sink as a service that the hop before calls. The sink's own deadline is inside the caller's. */
public class HopService extends EventHopImplBase {
    private final EventSink sink;
    private final int batchEventsMax;
    private final Set<DeliveryPath> paths;
    private final Supplier<PeerState> state;

    /**
     * @param sink never blocks; answers within its own deadline
     * @param batchEventsMax a larger batch is refused, not stored
     * @param paths what the sink writes to
     * @param state whether the hop before is to send events here; must not block
     */
    public HopService(EventSink sink, int batchEventsMax, Set<DeliveryPath> paths, Supplier<PeerState> state) {
        this.sink = sink;
        this.batchEventsMax = batchEventsMax;
        this.paths = Set.copyOf(paths);
        this.state = state;
    }

    @Override
    public void state(StateRequest request, StreamObserver<StateReply> observer) {
        observer.onNext(
                switch (state.get()) {
                    case PeerState.Up up -> StateReply.newBuilder().setUp(true).build();
                    case PeerState.Down(String reason) ->
                        StateReply.newBuilder().setReason(reason).build();
                });
        observer.onCompleted();
    }

    @Override
    public void deliver(EventBatch batch, StreamObserver<BatchReceipt> observer) {
        int events = batch.getEventsCount();
        if (events == 0) {
            observer.onError(Status.INVALID_ARGUMENT
                    .withDescription("a batch holds at least one event")
                    .asRuntimeException());
            return;
        }
        if (observer instanceof ServerCallStreamObserver<BatchReceipt> call) {
            // Without a handler, answering a call that its caller gave up throws.
            call.setOnCancelHandler(() -> {});
        }
        if (events > batchEventsMax) {
            answer(Collections.nCopies(events, tooMany(events)), observer);
            return;
        }
        var unused = GuardedSink.guarded(sink, batch.getEventsList(), paths)
                .thenAccept(deliveries -> answer(deliveries, observer));
    }

    private Delivery tooMany(int events) {
        return new Unavailable(
                PathStates.on(paths, PathStatus.NOT_STORED),
                ErrorCode.OVERLOADED,
                events + " events in a batch of at most " + batchEventsMax);
    }

    private static void answer(List<Delivery> deliveries, StreamObserver<BatchReceipt> observer) {
        BatchReceipt.Builder receipts = BatchReceipt.newBuilder();
        for (Delivery delivery : deliveries) {
            receipts.addReceipts(Receipts.of(delivery));
        }
        observer.onNext(receipts.build());
        observer.onCompleted();
    }
}

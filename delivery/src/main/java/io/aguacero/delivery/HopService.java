package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventHopGrpc.EventHopImplBase;
import io.aguacero.contracts.v1.StateReply;
import io.aguacero.contracts.v1.StateRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.Supplier;

/** A sink as a service that the hop before calls. The sink's own deadline is inside the caller's. */
public class HopService extends EventHopImplBase {
    private final BatchIntake intake;
    private final Supplier<PeerState> state;

    /**
     * @param sink never blocks; answers within its own deadline
     * @param batchEventsMax a larger batch is refused, not stored
     * @param paths what the sink writes to
     * @param state whether the hop before is to send events here; must not block
     */
    public HopService(EventSink sink, int batchEventsMax, Set<DeliveryPath> paths, Supplier<PeerState> state) {
        this.intake = new BatchIntake(sink, batchEventsMax, paths);
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
        if (batch.getEventsCount() == 0) {
            observer.onError(Status.INVALID_ARGUMENT
                    .withDescription("a batch holds at least one event")
                    .asRuntimeException());
            return;
        }
        if (observer instanceof ServerCallStreamObserver<BatchReceipt> call) {
            // Without a handler, answering a call that its caller gave up throws.
            call.setOnCancelHandler(() -> {});
        }
        var unused = intake.deliver(batch).thenAccept(receipts -> {
            observer.onNext(receipts);
            observer.onCompleted();
        });
    }
}

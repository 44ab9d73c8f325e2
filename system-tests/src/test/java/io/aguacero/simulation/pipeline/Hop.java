package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PathStates;
import io.aguacero.delivery.Receipts;
import io.aguacero.simulation.kernel.Faults;
import io.aguacero.simulation.kernel.Process;
import io.aguacero.simulation.kernel.Timeline;
import io.grpc.stub.StreamObserver;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A call of the next service over a network that loses and delays; it keeps to what {@code HopClient} promises. */
final class Hop implements EventSink {
    private static final int NETWORK_MICROS = 400;

    /** The service of one tier: whichever process serves it now, if any. */
    static final class Server {
        private @Nullable HopService service;
        private @Nullable Process process;

        void serve(Process serving, HopService with) {
            process = serving;
            service = with;
        }
    }

    private final Timeline timeline;
    private final Faults faults;
    private final Server server;
    private final Verdict verdict;
    private final Set<DeliveryPath> paths;
    private final long deadlineNanos;
    private final int batchEventsMax;
    private final int callsMax;
    private int calls;

    Hop(World world, Server server, Set<DeliveryPath> paths, long deadlineMillis, int batchEventsMax, int callsMax) {
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.verdict = world.verdict();
        this.server = server;
        this.paths = paths;
        this.deadlineNanos = deadlineMillis * 1_000_000;
        this.batchEventsMax = batchEventsMax;
        this.callsMax = callsMax;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        calls++;
        verdict.check(batch.size() <= batchEventsMax, "a call of " + batch.size() + " events");
        verdict.check(calls <= callsMax, calls + " calls at once");
        CompletableFuture<List<Delivery>> answer = new CompletableFuture<>();
        Process client = timeline.process();
        Process serving = server.process;
        if (serving == null || !serving.alive() || faults.happens("hop unreachable")) {
            timeline.after(
                    faults.micros(50, 1_000),
                    () -> answer.complete(failed(batch, PathStatus.NOT_STORED, "the next hop can't be reached")));
        } else {
            timeline.after(
                    deadlineNanos, () -> answer.complete(failed(batch, PathStatus.UNKNOWN, "DEADLINE_EXCEEDED")));
            if (!faults.happens("hop call lost")) {
                HopService service = server.service;
                timeline.in(
                        serving,
                        faults.latency("hop call late", NETWORK_MICROS),
                        () -> service.deliver(
                                EventBatch.newBuilder().addAllEvents(batch).build(), new Call(client, batch, answer)));
            }
        }
        return answer.whenComplete((deliveries, failure) -> calls--);
    }

    private List<Delivery> failed(List<EventEnvelope> batch, PathStatus status, String reason) {
        return Collections.nCopies(
                batch.size(),
                new Delivery.Unavailable(PathStates.on(paths, status), ErrorCode.PATH_UNAVAILABLE, reason));
    }

    /** One call as its server answers it. */
    private final class Call implements StreamObserver<BatchReceipt> {
        private final Process client;
        private final List<EventEnvelope> batch;
        private final CompletableFuture<List<Delivery>> answer;
        private boolean answered;

        Call(Process client, List<EventEnvelope> batch, CompletableFuture<List<Delivery>> answer) {
            this.client = client;
            this.batch = batch;
            this.answer = answer;
        }

        @Override
        public void onNext(BatchReceipt receipt) {
            verdict.check(!answered, "a call is answered twice");
            verdict.check(receipt.getReceiptsCount() == batch.size(), "an answer of another number of events");
            answered = true;
            if (!timeline.process().alive() || faults.happens("hop answer lost")) {
                return;
            }
            List<Delivery> deliveries =
                    receipt.getReceiptsList().stream().map(Receipts::read).toList();
            timeline.in(client, faults.latency("hop answer late", NETWORK_MICROS), () -> answer.complete(deliveries));
        }

        @Override
        public void onError(Throwable failure) {
            verdict.check(false, "a call is answered by an error: " + failure);
        }

        @Override
        public void onCompleted() {}
    }
}

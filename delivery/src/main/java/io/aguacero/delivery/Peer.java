package io.aguacero.delivery;

import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventHopGrpc;
import io.aguacero.contracts.v1.StateReply;
import io.aguacero.contracts.v1.StateRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One instance of the next service: its channel, what is known of it, and the calls that it has in hand. */
final class Peer {
    private final InetSocketAddress address;
    private final ManagedChannel channel;
    private final @Nullable HopTransport other;
    private final PeerLimits limits;
    private final Runnable changed;
    private final Reconnecting reconnecting;
    private final PeerStanding standing = new PeerStanding();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Set<ClientCall<EventBatch, BatchReceipt>> delivering = ConcurrentHashMap.newKeySet();

    /**
     * @param other what carries the batches; null when the channel does
     * @param changed hears that what is known may have changed
     */
    Peer(
            InetSocketAddress address,
            ManagedChannel channel,
            @Nullable HopTransport other,
            PeerLimits limits,
            Runnable changed) {
        this.address = address;
        this.channel = channel;
        this.other = other;
        this.limits = limits;
        this.changed = changed;
        this.reconnecting = new Reconnecting(channel, limits.reconnectPause());
    }

    InetSocketAddress address() {
        return address;
    }

    PeerState state() {
        return standing.state();
    }

    boolean up() {
        return standing.up();
    }

    /** Asks whether it takes events, unless the question before is still open. */
    void ask() {
        if (asking.compareAndSet(false, true)) {
            var unused = call(
                    EventHopGrpc.getStateMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(limits.silenceMax().toNanos(), TimeUnit.NANOSECONDS),
                    StateRequest.getDefaultInstance(),
                    new Question());
        }
    }

    /**
     * Sends a batch.
     *
     * @return completes within the deadline, never exceptionally
     */
    CompletionStage<Attempt> deliver(EventBatch batch, Duration deadline) {
        if (other != null) {
            return other.deliver(batch, deadline);
        }
        SentTracker tracker = new SentTracker();
        Handover handover = new Handover(tracker);
        ClientCall<EventBatch, BatchReceipt> call = call(
                EventHopGrpc.getDeliverMethod(),
                CallOptions.DEFAULT
                        .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                        .withStreamTracerFactory(tracker),
                batch,
                handover);
        delivering.add(call);
        return handover.attempt.whenComplete((attempt, never) -> delivering.remove(call));
    }

    /** Ends the channel once what is under way is answered. */
    void close() {
        var unused = channel.shutdown();
        if (other != null) {
            other.close();
        }
    }

    /** A call that belongs to nobody's request: one batch holds many callers' events, and outlives each of them. */
    private <Q, A> ClientCall<Q, A> call(
            MethodDescriptor<Q, A> method, CallOptions options, Q request, StreamObserver<A> answer) {
        Context callers = Context.ROOT.attach();
        try {
            ClientCall<Q, A> call = channel.newCall(method, options);
            ClientCalls.asyncUnaryCall(call, request, answer);
            return call;
        } finally {
            Context.ROOT.detach(callers);
        }
    }

    /** Nothing came of it for too long: whoever waits for it hears so, and it is asked over another connection. */
    private void giveUp() {
        for (ClientCall<EventBatch, BatchReceipt> call : delivering) {
            call.cancel("the instance is silent", null);
        }
        channel.enterIdle();
    }

    private final class Question implements StreamObserver<StateReply> {
        private final long askedAt = System.nanoTime();
        private @Nullable StateReply reply;

        @Override
        public void onNext(StateReply said) {
            reply = said;
        }

        @Override
        public void onError(Throwable failure) {
            long now = System.nanoTime();
            switch (Status.fromThrowable(failure).getCode()) {
                case UNIMPLEMENTED -> standing.said(PeerState.UP, now);
                case DEADLINE_EXCEEDED -> {
                    if (standing.unanswered(askedAt)) {
                        // First, so that who hears of it now finds the way closed.
                        changed.run();
                        giveUp();
                    }
                }
                default -> {
                    standing.unreachable(reason(failure));
                    reconnecting.unreached();
                }
            }
            ended();
        }

        @Override
        public void onCompleted() {
            StateReply said = reply;
            if (said != null) {
                standing.said(said.getUp() ? PeerState.UP : new PeerState.Down(said.getReason()), System.nanoTime());
            }
            ended();
        }

        /** A certificate that isn't believed looks like a wire that is cut, unless it is said. */
        private static String reason(Throwable failure) {
            if (Status.fromThrowable(failure).getCode() == Status.Code.PERMISSION_DENIED) {
                return "doesn't take this service for its neighbour";
            }
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SSLException || cause instanceof CertificateException) {
                    return "can't be trusted: " + cause.getMessage();
                }
            }
            return "can't be reached";
        }

        private void ended() {
            asking.set(false);
            changed.run();
        }
    }

    /** Completes one attempt, once. */
    private final class Handover implements StreamObserver<BatchReceipt> {
        private final SentTracker tracker;
        private final CompletableFuture<Attempt> attempt = new CompletableFuture<>();

        private Handover(SentTracker tracker) {
            this.tracker = tracker;
        }

        @Override
        public void onNext(BatchReceipt receipt) {
            standing.heard(System.nanoTime());
            attempt.complete(new Attempt.Answered(receipt));
        }

        @Override
        public void onError(Throwable failure) {
            Status.Code code = Status.fromThrowable(failure).getCode();
            if (!tracker.sent()) {
                attempt.complete(new Attempt.NotSent());
            } else if (code == Status.Code.RESOURCE_EXHAUSTED && !tracker.answerBegun()) {
                // So a peer refuses a call before handling it.
                attempt.complete(new Attempt.RefusedUnread());
            } else {
                attempt.complete(new Attempt.Lost(code));
            }
            // Its state may have changed: no need to wait for the next turn to hear of it.
            ask();
        }

        @Override
        public void onCompleted() {
            // Only when no answer came before it.
            attempt.complete(new Attempt.Lost(Status.Code.INTERNAL));
        }
    }
}

package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.BatchReceipt;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.EventHopGrpc;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.contracts.v1.Receipt;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A router over real gRPC that answers each event as told, and remembers what it was given. */
final class ScriptedRouter implements AutoCloseable {
    static final Receipt STORED = receipt(PathStatus.STORED, PathStatus.STORED, "", "");
    static final Receipt NOT_STORED = unavailable(PathStatus.NOT_STORED, PathStatus.NOT_STORED);
    static final Receipt UNKNOWN = unavailable(PathStatus.STORED, PathStatus.UNKNOWN);
    static final Receipt REFUSED =
            receipt(PathStatus.REFUSED, PathStatus.STORED, ErrorCode.PATH_REFUSED.slug(), "the broker refused it");

    private static ScriptedRouter running;

    private final List<EventEnvelope> received = new CopyOnWriteArrayList<>();
    private final Server server;
    private volatile Function<EventEnvelope, Receipt> answer = event -> STORED;
    private volatile boolean hanging;
    private volatile boolean failing;

    /** The one of this test run, started if it isn't running, that the door has reached and that stores everything. */
    static synchronized ScriptedRouter reached(int port, Door door) {
        if (running == null || running.server.isShutdown()) {
            running = new ScriptedRouter(port);
        }
        running.answers(STORED);
        RouterChannel.awaitReachable(door);
        running.answers(STORED);
        return running;
    }

    private ScriptedRouter(int port) {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new Hop())
                .build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** HttpAnswers every event the same from now on, and forgets what it was given. */
    void answers(Receipt receipt) {
        answersEach(event -> receipt);
    }

    void answersEach(Function<EventEnvelope, Receipt> receipts) {
        answer = receipts;
        hanging = false;
        failing = false;
        received.clear();
    }

    /** HttpAnswers nothing from now on. */
    void hangs() {
        answers(STORED);
        hanging = true;
    }

    /** Fails every call from now on. */
    void fails() {
        answers(STORED);
        failing = true;
    }

    List<EventEnvelope> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Receipt unavailable(PathStatus kafka, PathStatus rabbitmq) {
        return receipt(kafka, rabbitmq, ErrorCode.PATH_UNAVAILABLE.slug(), "a path is down");
    }

    private static Receipt receipt(PathStatus kafka, PathStatus rabbitmq, String code, String detail) {
        return Receipt.newBuilder()
                .setKafka(kafka)
                .setRabbitmq(rabbitmq)
                .setCode(code)
                .setDetail(detail)
                .build();
    }

    private final class Hop extends EventHopGrpc.EventHopImplBase {
        @Override
        public void deliver(EventBatch batch, StreamObserver<BatchReceipt> observer) {
            batch.getEventsList().stream()
                    .filter(event -> !event.getKind().equals(Names.DOOR_KIND))
                    .forEach(received::add);
            if (failing) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
            } else if (!hanging) {
                BatchReceipt.Builder receipts = BatchReceipt.newBuilder();
                batch.getEventsList().forEach(event -> receipts.addReceipts(answer.apply(event)));
                observer.onNext(receipts.build());
                observer.onCompleted();
            }
        }
    }
}

package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both ends of a hop over real sockets. */
class HopTest {
    private static final Set<DeliveryPath> KAFKA = Set.of(DeliveryPath.KAFKA);
    private static final Delivery STORED = new Delivered(PathStates.on(KAFKA, PathStatus.STORED));
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int BATCH_EVENTS_MAX = 100;

    private final HeldSink held = new HeldSink();
    private @Nullable Server server;
    private @Nullable Peers peers;

    @AfterEach
    void close() throws InterruptedException {
        if (peers != null) {
            peers.close();
        }
        if (server != null) {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private static EventSink storing() {
        return batch -> CompletableFuture.completedFuture(
                batch.stream().map(event -> STORED).toList());
    }

    private HopClient clientOf(EventSink sink, Duration deadline) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new HopService(sink, BATCH_EVENTS_MAX, KAFKA, () -> PeerState.UP))
                .build()
                .start();
        peers = Watched.up(Watched.at(server.getPort()));
        return new HopClient(peers, deadline, KAFKA);
    }

    private static List<Delivery> written(HopClient client, List<EventEnvelope> batch) throws Exception {
        return client.write(batch).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Unavailable unavailable(List<Delivery> deliveries) {
        return assertInstanceOf(Unavailable.class, deliveries.getFirst());
    }

    @Test
    void eachEventOfABatchGetsItsOwnAnswer() throws Exception {
        EventSink oddOnesUnknown = batch -> CompletableFuture.completedFuture(batch.stream()
                .map(event -> Integer.parseInt(event.getId()) % 2 == 0 ? STORED : HeldSink.answerOf(event))
                .toList());

        List<Delivery> deliveries = written(clientOf(oddOnesUnknown, LONG), Events.numbered(0, 4));

        assertEquals(
                List.of(STORED, HeldSink.answerOf(Events.event("1")), STORED, HeldSink.answerOf(Events.event("3"))),
                deliveries);
    }

    @Test
    void aPeerThatAnswersTooLateLeavesEachEventUnknown() throws Exception {
        List<Delivery> deliveries = written(clientOf(held, Duration.ofMillis(700)), Events.numbered(0, 2));

        assertEquals(2, deliveries.size());
        assertEquals(
                PathStates.on(KAFKA, PathStatus.UNKNOWN),
                unavailable(deliveries).paths());
        assertEquals(ErrorCode.PATH_UNAVAILABLE, unavailable(deliveries).code());
    }

    @Test
    void aPeerThatDiesWithTheCallInItsHandsLeavesEachEventUnknown() throws Exception {
        HopClient client = clientOf(
                batch -> {
                    server.shutdownNow();
                    return held.write(batch);
                },
                LONG);

        List<Delivery> deliveries = written(client, Events.numbered(0, 1));

        assertEquals(
                PathStates.on(KAFKA, PathStatus.UNKNOWN),
                unavailable(deliveries).paths());
    }

    @Test
    void aPeerThatNobodyReachesCertainlyStoredNothing() throws Exception {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }

        peers = Watched.at(freePort);
        List<Delivery> deliveries = written(new HopClient(peers, LONG, KAFKA), Events.numbered(0, 1));

        assertEquals(
                PathStates.on(KAFKA, PathStatus.NOT_STORED),
                unavailable(deliveries).paths());
    }

    @Test
    void aMessageThatThePeerFindsTooLargeToReadIsNotStored() throws Exception {
        // 5 MB against the 4 MiB that a gRPC server takes by default.
        List<EventEnvelope> large = List.of(Events.ofBytes("large", 5_000_000));

        List<Delivery> deliveries = written(clientOf(storing(), LONG), large);

        assertEquals(
                PathStates.on(KAFKA, PathStatus.NOT_STORED),
                unavailable(deliveries).paths());
        assertEquals(ErrorCode.OVERLOADED, unavailable(deliveries).code());
    }

    @Test
    void aBatchAtTheLimitIsTakenAndOneBeyondItIsNotStored() throws Exception {
        HopClient client = clientOf(storing(), LONG);

        assertEquals(
                STORED, written(client, Events.numbered(0, BATCH_EVENTS_MAX)).getLast());
        List<Delivery> beyond = written(client, Events.numbered(0, BATCH_EVENTS_MAX + 1));

        assertEquals(BATCH_EVENTS_MAX + 1, beyond.size());
        assertEquals(
                PathStates.on(KAFKA, PathStatus.NOT_STORED), unavailable(beyond).paths());
    }

    @Test
    void aSinkThatThrowsLeavesEachEventUnknown() throws Exception {
        HopClient client = clientOf(
                batch -> {
                    throw new IllegalStateException("told to");
                },
                LONG);

        Unavailable answer = unavailable(written(client, Events.numbered(0, 1)));

        assertEquals(PathStates.on(KAFKA, PathStatus.UNKNOWN), answer.paths());
        assertEquals(ErrorCode.INTERNAL, answer.code());
    }

    @Test
    void aGuardedSinkAnswersUnknownAtItsDeadline() throws Exception {
        EventSink guarded = new GuardedSink(held, Duration.ofMillis(50), KAFKA);

        List<Delivery> deliveries =
                guarded.write(Events.numbered(0, 3)).toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertEquals(3, deliveries.size());
        assertEquals(
                PathStates.on(KAFKA, PathStatus.UNKNOWN),
                unavailable(deliveries).paths());
    }

    @Test
    void aBoundedSinkIsFullAtItsLimitUntilAnAnswerComes() throws Exception {
        BoundedSink bounded = new BoundedSink(held, 3, 1_000, KAFKA);
        var inHand = bounded.write(Events.numbered(0, 3)).toCompletableFuture();

        List<Delivery> refused =
                bounded.write(Events.numbered(3, 1)).toCompletableFuture().get(60, TimeUnit.SECONDS);
        held.answerOldest();
        var afterwards = bounded.write(Events.numbered(4, 3)).toCompletableFuture();

        assertEquals(ErrorCode.OVERLOADED, unavailable(refused).code());
        assertEquals(
                PathStates.on(KAFKA, PathStatus.NOT_STORED),
                unavailable(refused).paths());
        assertEquals(3, inHand.get(60, TimeUnit.SECONDS).size());
        assertEquals(List.of(List.of("0", "1", "2"), List.of("4", "5", "6")), held.batches);
        assertEquals(3, bounded.inFlightEvents());
        held.answerOldest();
        assertEquals(3, afterwards.get(60, TimeUnit.SECONDS).size());
        assertEquals(0, bounded.inFlightEvents());
    }

    @Test
    void aBoundedSinkRefusesBytesBeyondItsLimit() throws Exception {
        BoundedSink bounded = new BoundedSink(held, 3, 1_000, KAFKA);

        List<Delivery> refused = bounded.write(List.of(Events.ofBytes("large", 1_000)))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertEquals(ErrorCode.OVERLOADED, unavailable(refused).code());
        assertEquals(0, bounded.inFlightEvents());
    }
}

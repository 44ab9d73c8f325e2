package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that was away for long, over real sockets. */
class ReconnectTest {
    private static final Set<DeliveryPath> KAFKA = Set.of(DeliveryPath.KAFKA);
    private static final Delivery STORED = new Delivered(PathStates.on(KAFKA, PathStatus.STORED));
    /** By itself a channel pauses for 1, 1.6, 2.56 ... s between attempts: minutes in all. */
    private static final int ATTEMPTS = 12;

    private final InetAddress loopback = InetAddress.getLoopbackAddress();

    @Test
    @Timeout(60)
    void aLostInstanceIsTriedAgainAndAgainAndUsedOnceItIsBack() throws Exception {
        int port;
        try (ServerSocket absent = new ServerSocket(0, 50, loopback)) {
            port = absent.getLocalPort();
            AtomicInteger attempts = new AtomicInteger();
            Thread hangingUp = hangUpOnEachCaller(absent, attempts);
            try (Peers peers = Watched.at(port)) {
                HopClient client = new HopClient(peers, Duration.ofSeconds(30), KAFKA);
                Watched.await(() -> attempts.get() >= ATTEMPTS);
                assertInstanceOf(Unavailable.class, written(client));
                absent.close();
                // While it is still in accept, the port isn't free.
                hangingUp.join();
                Server server = peerAt(port);
                try {
                    Watched.up(peers);
                    assertEquals(STORED, written(client));
                } finally {
                    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static Delivery written(HopClient client) throws Exception {
        return client.write(Events.numbered(0, 1))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .getFirst();
    }

    private static Thread hangUpOnEachCaller(ServerSocket peer, AtomicInteger callers) {
        return Thread.ofPlatform().daemon().start(() -> {
            while (!peer.isClosed()) {
                try (Socket caller = peer.accept()) {
                    callers.incrementAndGet();
                } catch (IOException closed) {
                    // The peer is closed: the loop ends.
                }
            }
        });
    }

    private Server peerAt(int port) throws IOException {
        EventSink storing = batch -> CompletableFuture.completedFuture(
                batch.stream().map(event -> STORED).toList());
        return NettyServerBuilder.forAddress(new InetSocketAddress(loopback, port))
                .addService(new HopService(storing, 100, KAFKA, () -> PeerState.UP))
                .build()
                .start();
    }
}

package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Unavailable;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
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
    void callsKeepTryingToReachALostPeerAndItIsUsedAgainOnceItIsBack() throws Exception {
        int port;
        try (ServerSocket absent = new ServerSocket(0, 50, loopback)) {
            port = absent.getLocalPort();
            AtomicInteger attempts = hangUpOnEachCaller(absent);
            ManagedChannel channel = NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, port))
                    .usePlaintext()
                    .build();
            try {
                HopClient client = new HopClient(channel, Duration.ofSeconds(30), KAFKA, Duration.ofMillis(50));
                while (attempts.get() < ATTEMPTS) {
                    assertInstanceOf(Unavailable.class, written(client));
                }
                absent.close();
                Server server = peerAt(port);
                try {
                    Delivery delivery = written(client);
                    while (!(delivery instanceof Delivered)) {
                        delivery = written(client);
                    }
                    assertEquals(STORED, delivery);
                } finally {
                    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
                }
            } finally {
                channel.shutdownNow();
                assertTrue(channel.awaitTermination(10, TimeUnit.SECONDS));
            }
        }
    }

    private static Delivery written(HopClient client) throws Exception {
        return client.write(Events.numbered(0, 1))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .getFirst();
    }

    private static AtomicInteger hangUpOnEachCaller(ServerSocket peer) {
        AtomicInteger callers = new AtomicInteger();
        Thread.ofPlatform().daemon().start(() -> {
            while (!peer.isClosed()) {
                try (Socket caller = peer.accept()) {
                    callers.incrementAndGet();
                } catch (IOException closed) {
                    // The peer is closed: the loop ends.
                }
            }
        });
        return callers;
    }

    private Server peerAt(int port) throws IOException {
        EventSink storing = batch -> CompletableFuture.completedFuture(
                batch.stream().map(event -> STORED).toList());
        return NettyServerBuilder.forAddress(new InetSocketAddress(loopback, port))
                .addService(new HopService(storing, 100, KAFKA))
                .build()
                .start();
    }
}

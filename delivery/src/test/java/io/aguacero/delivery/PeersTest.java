package io.aguacero.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Unavailable;
import io.aguacero.delivery.PeerState.Down;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several instances of the next service, over real sockets. */
class PeersTest {
    private static final Set<DeliveryPath> KAFKA = Set.of(DeliveryPath.KAFKA);
    private static final Delivery STORED = new Delivered(PathStates.on(KAFKA, PathStatus.STORED));
    private static final Duration LONG = Duration.ofSeconds(30);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /** One instance: counts its batches, and says of itself what it is told to. */
    private final class Instance implements EventSink, AutoCloseable {
        private final AtomicInteger batches = new AtomicInteger();
        private final Server server;
        private volatile PeerState state = PeerState.UP;
        private volatile boolean mute;

        Instance(int port) throws Exception {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(new HopService(this, 100, KAFKA, this::answer))
                    .build()
                    .start();
            open.add(this);
        }

        private PeerState answer() {
            Watched.await(() -> !mute);
            return state;
        }

        @Override
        public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
            batches.incrementAndGet();
            return mute
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(
                            batch.stream().map(event -> STORED).toList());
        }

        int port() {
            return server.getPort();
        }

        @Override
        public void close() throws InterruptedException {
            mute = false;
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private Peers watching(int... ports) {
        Peers peers = Watched.at(ports);
        open.add(peers);
        return peers;
    }

    private static Delivery written(Peers peers) throws Exception {
        return new HopClient(peers, LONG, KAFKA)
                .write(Events.numbered(0, 1))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .getFirst();
    }

    @Test
    void callsGoRoundAllInstances() throws Exception {
        Instance first = new Instance(0);
        Instance second = new Instance(0);
        Peers peers = watching(first.port(), second.port());
        Watched.await(() -> peers.up() == 2);

        for (int i = 0; i < 10; i++) {
            assertEquals(STORED, written(peers));
        }

        assertEquals(5, first.batches.get());
        assertEquals(5, second.batches.get());
    }

    @Test
    void anInstanceThatSaysItTakesNothingGetsNothingAndTheOthersStayUp() throws Exception {
        Instance first = new Instance(0);
        Instance second = new Instance(0);
        Peers peers = watching(first.port(), second.port());
        Watched.await(() -> peers.up() == 2);

        first.state = new Down("no broker");
        Watched.await(() -> peers.up() == 1);
        for (int i = 0; i < 4; i++) {
            assertEquals(STORED, written(peers));
        }

        assertEquals(0, first.batches.get());
        assertEquals(PeerState.UP, peers.get());
        second.state = new Down("no broker");
        Watched.await(() -> peers.get() instanceof Down);
        assertEquals(new Down("no broker"), peers.get());
        assertEquals(0, peers.up());
    }

    @Test
    void aKilledInstanceCostsNoEventThatItHadNotRead() throws Exception {
        Instance first = new Instance(0);
        Instance second = new Instance(0);
        // Asked so seldom that only the calls themselves find out.
        PeerLimits seldom =
                new PeerLimits(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMillis(1));
        Map<Integer, ManagedChannel> channels = new ConcurrentHashMap<>();
        List<String> hosts = List.of("127.0.0.1:" + first.port(), "127.0.0.1:" + second.port());
        Peers peers = new Peers(
                        "tested",
                        hosts,
                        seldom,
                        address -> channels.computeIfAbsent(address.getPort(), port -> PeerChannels.plaintext(address)),
                        address -> null)
                .start();
        open.add(peers);
        Watched.await(() -> peers.up() == 2);

        ManagedChannel toFirst = channels.get(first.port());
        first.close();
        // What is written to a connection whose end hasn't been heard of may have been read.
        Watched.await(() -> toFirst.getState(false) != ConnectivityState.READY);
        for (int i = 0; i < 10; i++) {
            assertEquals(STORED, written(peers));
        }

        assertEquals(10, second.batches.get());
        Watched.await(() -> peers.up() == 1);
    }

    @Test
    void aFrozenInstanceIsDownOnceItIsSilentAndWhoWaitsForItHearsSoThen() throws Exception {
        Instance only = new Instance(0);
        Peers peers = Watched.up(watching(only.port()));
        only.mute = true;

        // Long before the call's own deadline.
        Unavailable answer = assertInstanceOf(Unavailable.class, written(peers));

        assertEquals(PathStates.on(KAFKA, PathStatus.UNKNOWN), answer.paths());
        assertInstanceOf(Down.class, peers.get());
        only.mute = false;
        Watched.up(peers);
        assertEquals(STORED, written(peers));
    }

    @Test
    void anInstanceThatAppearsAtAnAddressIsUsed() throws Exception {
        int later;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            later = socket.getLocalPort();
        }
        Instance first = new Instance(0);
        Peers peers = watching(first.port(), later);
        Watched.up(peers);

        Instance second = new Instance(later);
        Watched.await(() -> peers.up() == 2);

        assertEquals(STORED, written(peers));
        assertEquals(STORED, written(peers));
        assertEquals(1, second.batches.get());
    }

    @Test
    void aHostThatIsNoneIsRefusedByName() {
        for (String none : List.of("router", "router:", "router:0", "router:70000", ":8081", "")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> new PeerAddresses(List.of("a:1", none)), none);
            assertTrue(refused.getMessage().endsWith(": " + none), refused.getMessage());
        }
    }
}

package io.aguacero.delivery.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.HopClient;
import io.aguacero.delivery.HopService;
import io.aguacero.delivery.PathStates;
import io.aguacero.delivery.PeerLimits;
import io.aguacero.delivery.PeerState;
import io.aguacero.delivery.Peers;
import io.aguacero.delivery.Watched;
import io.aguacero.localstack.identity.LocalAuthority;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of a hop that know each other by certificates, or don't. */
class MutualTlsTest {
    private static final Set<DeliveryPath> KAFKA = Set.of(DeliveryPath.KAFKA);
    private static final Delivery STORED = new Delivered(PathStates.on(KAFKA, PathStatus.STORED));
    private static final Duration NEVER = Duration.ofHours(1);
    private static final PeerLimits CLOSELY =
            PeerLimits.of(Duration.ofMillis(20), Duration.ofMillis(700), Duration.ofMillis(50));

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private LocalAuthority authority;

    @BeforeEach
    void make() {
        authority = new LocalAuthority(directory.resolve("own"), Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private ServiceIdentity identity(Path files) {
        ServiceIdentity identity = ServiceIdentity.start(files, NEVER);
        open.push(identity);
        return identity;
    }

    /** A server that lets {@code ingress-api} in. */
    private int serve(ServiceIdentity shown) throws Exception {
        SslContext context = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(shown.keys())
                                .trustManager(shown.authorities())
                                .clientAuth(ClientAuth.REQUIRE),
                        SslProvider.JDK)
                .build();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(context)
                .intercept(new PeerGate("ingress-api", new HopSecurity.MutualTls(shown), registry))
                .addService(new HopService(
                        batch -> CompletableFuture.completedFuture(
                                batch.stream().map(event -> STORED).toList()),
                        10,
                        KAFKA,
                        () -> PeerState.UP))
                .build()
                .start();
        open.push(() -> server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
        return server.getPort();
    }

    private Peers call(int port, ServiceIdentity shown) {
        NioEventLoopGroup loops = new NioEventLoopGroup(1);
        open.push(() -> loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS));
        Peers peers =
                new Peers("router-api", List.of("127.0.0.1:" + port), CLOSELY, loops, new HopSecurity.MutualTls(shown));
        open.push(peers);
        return peers.start();
    }

    private static void awaitDown(Peers peers, String reason) {
        Watched.await(() -> peers.get() instanceof PeerState.Down(String why) && why.contains(reason));
    }

    @Test
    void neighboursThatKnowEachOtherDeliver() throws Exception {
        Peers peers =
                call(serve(identity(authority.identity("router-api"))), identity(authority.identity("ingress-api")));
        Watched.await(() -> peers.get() instanceof PeerState.Up);

        List<Delivery> deliveries = new HopClient(peers, Duration.ofSeconds(30), KAFKA)
                .write(List.of(EventEnvelope.newBuilder().setId("one").build()))
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertEquals(List.of(STORED), deliveries);
    }

    @Test
    void aServiceOfAnotherNameIsNotBelievedToBeTheOneThatIsCalled() throws Exception {
        Peers peers =
                call(serve(identity(authority.identity("kafka-writer"))), identity(authority.identity("ingress-api")));

        awaitDown(peers, "can't be trusted: ");
    }

    @Test
    void aCallerOfAnotherNameIsRefusedCountedAndTold() throws Exception {
        Peers peers =
                call(serve(identity(authority.identity("router-api"))), identity(authority.identity("rabbit-writer")));

        awaitDown(peers, "doesn't take this service for its neighbour");
        assertTrue(registry.get("aguacero.peer.refusals")
                        .tag("reason", "name")
                        .counter()
                        .count()
                >= 1);
    }

    @Test
    void aCallerOfAnotherAuthorityIsBelievedOnceTheFilesSaySo() throws Exception {
        LocalAuthority other = new LocalAuthority(directory.resolve("other"), Clock.systemUTC());
        Path callers = other.identity("ingress-api");
        Path called = authority.identity("router-api");
        String othersOwn = Files.readString(callers.resolve("ca.crt"));
        String both = Files.readString(called.resolve("ca.crt")) + othersOwn;
        Files.writeString(callers.resolve("ca.crt"), both);
        ServiceIdentity server = identity(called);
        Peers peers = call(serve(server), identity(callers));
        awaitDown(peers, "can't be");

        Files.writeString(called.resolve("ca.crt"), both);
        server.look();

        Watched.await(() -> peers.get() instanceof PeerState.Up);
    }
}

package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventBatch;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.EventHopGrpc;
import io.aguacero.contracts.v1.StateRequest;
import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.services.Service;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Behind the door only the neighbour on each hop gets in, whatever else knocks, and its certificate changes unnoticed. */
@ExtendWith(RunningPipeline.class)
class NeighboursST {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REFUSALS = "aguacero_peer_refusals_total";

    /** Who takes calls, and from whom alone. */
    private static final Map<Service, Service> CALLERS = Map.of(
            Service.ROUTER_API, Service.INGRESS_API,
            Service.KAFKA_WRITER, Service.ROUTER_API,
            Service.RABBIT_WRITER, Service.ROUTER_API);

    @TempDir
    Path directory;

    private interface Securing {
        NettyChannelBuilder of(NettyChannelBuilder builder) throws Exception;
    }

    @Test
    void nobodyButTheNeighbourGetsInOnAnyHop(Pipeline pipeline) throws Exception {
        LocalAuthority own = authority(pipeline);
        LocalAuthority other = new LocalAuthority(directory, Clock.systemUTC());
        Set<String> attackers = new TreeSet<>();
        for (Map.Entry<Service, Service> hop : CALLERS.entrySet()) {
            Service called = hop.getKey();
            String caller = hop.getValue().label();
            Path trusted = own.identity(caller);
            Map<String, Securing> attacks = new LinkedHashMap<>();
            attacks.put("plaintext", NettyChannelBuilder::usePlaintext);
            attacks.put(
                    "no certificate",
                    builder -> builder.sslContext(GrpcSslContexts.forClient()
                            .trustManager(trusted.resolve("ca.crt").toFile())
                            .build()));
            attacks.put("other authority", builder -> secured(builder, other.identity(caller), trusted));
            attacks.put("wrong name", builder -> secured(builder, own.identity(called.label()), trusted));
            for (Map.Entry<String, Securing> attack : attacks.entrySet()) {
                String id = "intruder-" + called.label() + "-" + attack.getKey();
                attackers.add(id);
                Status.Code code = refused(pipeline, called, attack.getValue(), id);
                assertEquals(
                        attack.getKey().equals("wrong name") ? Status.Code.PERMISSION_DENIED : Status.Code.UNAVAILABLE,
                        code,
                        id);
            }
            assertTrue(pipeline.metric(called.label(), REFUSALS, "reason=\"plaintext\"") >= 1);
            assertTrue(pipeline.metric(called.label(), REFUSALS, "reason=\"handshake\"") >= 2);
            assertEquals(1, pipeline.metric(called.label(), REFUSALS, "reason=\"name\""));

            // The same call, and the neighbour's own certificate: it is heard.
            ManagedChannel channel =
                    channel(pipeline, called, builder -> secured(builder, own.identity(caller), trusted));
            try {
                assertTrue(EventHopGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .state(StateRequest.getDefaultInstance())
                        .getUp());
            } finally {
                channel.shutdownNow();
            }
        }
        pipeline.settle();
        for (Set<String> ids : List.of(KafkaLog.ids(pipeline.kafka()), RabbitLog.ids(pipeline.rabbitMq()))) {
            attackers.forEach(id -> assertFalse(ids.contains(id), id));
        }
    }

    @Test
    void theHopAsAPostIsNotThereEvenForTheNeighbour(Pipeline pipeline) throws Exception {
        Path shown = authority(pipeline).identity("ingress-api");
        JdkSslContext neighbour = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(
                        shown.resolve("tls.crt").toFile(),
                        shown.resolve("tls.key").toFile())
                .trustManager(shown.resolve("ca.crt").toFile())
                .build();
        try (Socket socket = neighbour
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port(pipeline, Service.ROUTER_API))) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("POST " + Names.HOP_ADDRESS + " HTTP/1.1\r\nHost: router-api\r\nContent-Length: 0\r\n"
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertEquals("HTTP/1.1 404 Not Found", answer.readLine());
        }
    }

    @Test
    void certificatesAreReplacedUnderLoadAndNothingIsLost(Pipeline pipeline) throws Exception {
        pipeline.settle();
        long kafkaBefore = counted(pipeline, "kafka");
        long rabbitBefore = counted(pipeline, "rabbitmq");
        double ends = ends(pipeline);
        LocalAuthority own = authority(pipeline);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> pipeline.ingress()
                .sendAll(
                        new Tweets(21, "rotated-", Instant.now())
                                .addEachForm(60)
                                .posts(),
                        4));
        for (Service service : Service.values()) {
            if (service.onAHop()) {
                own.renew(service.label(), Duration.ofDays(80));
            }
        }
        Waiting.until(
                "router-api shows its new certificate",
                PATIENCE,
                () -> Optional.of(ends(pipeline)).filter(now -> now < ends));
        // New connections are made with what is new.
        pipeline.awaitSuccessor("router-api", pipeline.kill("router-api"));
        sending.get(3, TimeUnit.MINUTES);
        pipeline.settle();

        // Other tests have put events on one path alone.
        long sent = counted(pipeline, "kafka") - kafkaBefore;
        assertTrue(sent > 0);
        assertEquals(sent, counted(pipeline, "rabbitmq") - rabbitBefore);
    }

    private static long counted(Pipeline pipeline, String path) {
        return pipeline.insights().counted("weather.tweet", path).orElse(0L);
    }

    private static LocalAuthority authority(Pipeline pipeline) {
        return new LocalAuthority(LocalAuthority.folderBelow(pipeline.home()), Clock.systemUTC());
    }

    private static double ends(Pipeline pipeline) {
        return pipeline.metric("router-api", "aguacero_certificate_expires_timestamp_seconds", "");
    }

    private static NettyChannelBuilder secured(NettyChannelBuilder builder, Path shown, Path trusted) throws Exception {
        assertTrue(Files.exists(shown.resolve("tls.key")));
        return builder.sslContext(GrpcSslContexts.configure(SslContextBuilder.forClient())
                .keyManager(
                        shown.resolve("tls.crt").toFile(),
                        shown.resolve("tls.key").toFile())
                .trustManager(trusted.resolve("ca.crt").toFile())
                .build());
    }

    /** To the port where a service takes calls, believing its name. */
    private static ManagedChannel channel(Pipeline pipeline, Service called, Securing securing) throws Exception {
        return securing.of(NettyChannelBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port(pipeline, called)))
                        .overrideAuthority(called.label()))
                .build();
    }

    private static int port(Pipeline pipeline, Service called) {
        return URI.create(pipeline.endpoint("AGUACERO_INGRESS")).getPort() + called.portOffset();
    }

    private static Status.Code refused(Pipeline pipeline, Service called, Securing securing, String id)
            throws Exception {
        ManagedChannel channel = channel(pipeline, called, securing);
        EventBatch batch = EventBatch.newBuilder()
                .addEvents(EventEnvelope.newBuilder()
                        .setTenant("default")
                        .setKind("weather.tweet")
                        .setSource("urn:test")
                        .setId(id)
                        .setKey(id)
                        .setTimeMicros(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()))
                        .setAcceptedAtMicros(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()))
                        .setPayload(ByteString.copyFromUtf8(
                                "{\"municipality\":\"mixco\",\"weather\":\"sunny\",\"temperature\":1,\"humidity\":1}")))
                .build();
        try {
            return assertThrows(
                            StatusRuntimeException.class,
                            () -> EventHopGrpc.newBlockingStub(channel)
                                    .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                                    .deliver(batch))
                    .getStatus()
                    .getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}

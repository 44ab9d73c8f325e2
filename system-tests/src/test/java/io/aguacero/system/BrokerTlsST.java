package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.localstack.identity.LocalAuthority;
import io.aguacero.localstack.identity.ServerIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Brokers and store speak TLS alone, and clients know each by its name and the installation's own authority. */
@ExtendWith(RunningPipeline.class)
class BrokerTlsST {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int TLS_ALERT = 0x15;

    /** What a client of each server says first, in plaintext. */
    private static final Map<String, byte[]> HELLOS = Map.of(
            "kafka", new byte[] {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1},
            "rabbitmq", new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1},
            "valkey", "PING\r\n".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path directory;

    @Test
    void noServerAnswersInPlaintext(Pipeline pipeline) throws IOException {
        for (Map.Entry<String, byte[]> hello : HELLOS.entrySet()) {
            int first = answer(port(pipeline, hello.getKey()), hello.getValue());
            assertTrue(first < 0 || first == TLS_ALERT, hello.getKey() + " answers, first with " + first);
        }
    }

    /** The first byte; -1 where the connection ends instead. */
    private static int answer(int port, byte[] hello) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(hello);
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Test
    void aServerIsBelievedByItsNameAndTheInstallationsOwnAuthority(Pipeline pipeline) throws Exception {
        SSLContext own = pipeline.trust();
        SSLContext other = ServerIdentity.clientOf(new LocalAuthority(directory, Clock.systemUTC()).certificate());
        for (String server : HELLOS.keySet()) {
            int port = port(pipeline, server);
            for (String name : List.of("127.0.0.1", "localhost", server)) {
                assertEquals(certificate(authority(pipeline).server(server)), shown(own, name, port), server);
                assertThrows(SSLHandshakeException.class, () -> shown(other, name, port), server);
            }
            assertThrows(SSLHandshakeException.class, () -> shown(own, "another.example", port), server);
        }
    }

    @Test
    void aClientOfKafkaThatBelievesAnotherAuthorityIsRefusedByItself(Pipeline pipeline) {
        Map<String, Object> settings = new HashMap<>(pipeline.kafka());
        settings.put(
                "ssl.truststore.location",
                new LocalAuthority(directory, Clock.systemUTC()).certificate().toString());
        try (Admin admin = Admin.create(settings)) {
            ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> admin.describeCluster().nodes().get());
            assertInstanceOf(SslAuthenticationException.class, refused.getCause());
        }
    }

    @Test
    void certificatesAreReplacedByARestartUnderLoadAndNothingIsLost(Pipeline pipeline) throws Exception {
        pipeline.settle();
        long kafkaBefore = counted(pipeline, "kafka");
        long rabbitBefore = counted(pipeline, "rabbitmq");
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> pipeline.ingress()
                .sendAll(
                        new Tweets(41, "renewed-", Instant.now())
                                .addEachForm(60)
                                .posts(),
                        4));
        for (String server : HELLOS.keySet()) {
            ServerIdentity renewed = authority(pipeline).renewServer(server);
            ProcessHandle killed = pipeline.kill(server);
            pipeline.awaitSuccessor(server, killed);
            assertEquals(certificate(renewed), awaitShown(pipeline, server), server);
        }
        sending.get(2, TimeUnit.MINUTES);
        pipeline.settle();

        long sent = counted(pipeline, "kafka") - kafkaBefore;
        assertTrue(sent > 0);
        assertEquals(sent, counted(pipeline, "rabbitmq") - rabbitBefore);
    }

    private static Certificate awaitShown(Pipeline pipeline, String server) {
        return Waiting.until(server + " is reached again", Duration.ofSeconds(90), () -> {
            try {
                return Optional.of(shown(pipeline.trust(), "localhost", port(pipeline, server)));
            } catch (IOException notYet) {
                return Optional.empty();
            }
        });
    }

    /** The certificate that a server shows; a connection ends with it. */
    private static Certificate shown(SSLContext trust, String name, int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try (SSLSocket secured = (SSLSocket) trust.getSocketFactory().createSocket(socket, name, port, true)) {
            secured.setSoTimeout(PATIENCE_MILLIS);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured.getSession().getPeerCertificates()[0];
        }
    }

    private static Certificate certificate(ServerIdentity identity) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(identity.certificate())));
    }

    private static int port(Pipeline pipeline, String server) {
        return switch (server) {
            case "kafka" ->
                URI.create("kafka://" + pipeline.endpoint("AGUACERO_KAFKA")).getPort();
            case "rabbitmq" -> URI.create(pipeline.endpoint("AGUACERO_AMQP")).getPort();
            default -> URI.create(pipeline.endpoint("AGUACERO_VALKEY")).getPort();
        };
    }

    private static LocalAuthority authority(Pipeline pipeline) {
        return new LocalAuthority(LocalAuthority.folderBelow(pipeline.home()), Clock.systemUTC());
    }

    private static long counted(Pipeline pipeline, String path) {
        return pipeline.insights().counted("weather.tweet", path).orElse(0L);
    }
}

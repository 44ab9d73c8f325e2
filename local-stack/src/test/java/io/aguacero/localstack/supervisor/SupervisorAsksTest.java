package io.aguacero.localstack.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.aguacero.localstack.services.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the supervisor asks of services, answered over a real socket. */
class SupervisorAsksTest {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    private void answer(String path, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private ServiceProcess service(int port) {
        Path nowhere = Path.of("nowhere");
        return new ServiceProcess("a-service", nowhere, nowhere, List.of(), at(port, "/q/health/"), client);
    }

    @Test
    void livenessAndReadinessAreAskedApart() {
        answer("/q/health/live", 200, "{\"status\":\"UP\"}");
        answer("/q/health/ready", 503, "{\"status\":\"DOWN\"}");
        ServiceProcess service = service(server.getAddress().getPort());

        assertTrue(service.live());
        assertFalse(service.ready());
    }

    @Test
    void aServiceThatSaysItIsDownIsNotLive() {
        answer("/q/health/live", 503, "{\"status\":\"DOWN\"}");

        assertFalse(service(server.getAddress().getPort()).live());
    }

    @Test
    void aServiceThatTakesConnectionsAndAnswersNothingIsNotLive() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertFalse(service(silent.getLocalPort()).live());
        }
    }

    @Test
    void totalsKeepTheNumbersAsTheyWereAnswered() {
        answer("/v1/kinds/weather.observation/totals", 200, """
                {"paths": {
                  "kafka": {"complete": true, "groups": [
                    {"count": 8706, "values": {"temperature": {"count": 8705, "sum": 478642.910, "min": 12.02}}}]},
                  "rabbitmq": {"complete": false, "groups": []}}}
                """);

        Optional<Totals> totals =
                Totals.of(client, at(server.getAddress().getPort(), ""), "a-key", "weather.observation");

        assertEquals(
                Optional.of(new Totals(
                        new Totals.Path(
                                true,
                                8706,
                                Map.of("temperature", Map.of("count", "8705", "sum", "478642.910", "min", "12.02"))),
                        new Totals.Path(false, 0, Map.of()))),
                totals);
    }

    @Test
    void totalsAreAbsentWhileTheServiceRefuses() {
        answer("/v1/kinds/weather.observation/totals", 503, "{}");

        assertEquals(
                Optional.empty(),
                Totals.of(client, at(server.getAddress().getPort(), ""), "a-key", "weather.observation"));
    }
}

package io.aguacero.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus reads what it is told to read, judges the rules, and leaves nothing behind. */
class LocalPrometheusIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    @Test
    void whatAServiceExportsIsReadAndARuleOverItIsJudged() throws Exception {
        assertTrue(LocalPrometheus.installed(), "prometheus is needed, ./test.sh installs it");
        HttpServer service = exporting("aguacero_answer 42\n");
        Path rules = Files.createDirectory(directory.resolve("it's rules"));
        Files.writeString(rules.resolve("one.rules.yml"), """
                groups:
                  - name: one
                    rules:
                      - record: job:aguacero_answer:double
                        expr: 2 * aguacero_answer
                """);
        Path home = directory.resolve("prometheus");
        URI target = URI.create("http://127.0.0.1:" + service.getAddress().getPort() + "/q/metrics");
        LocalPrometheus prometheus =
                new LocalPrometheus(home, FreePorts.next(), rules, Map.of("answering", target), HTTP);
        prometheus.start();
        String program = Processes.program(prometheus.pid());

        boolean judged = Until.within(
                Duration.ofSeconds(60),
                () -> value(prometheus, "job:aguacero_answer:double").equals("84"));
        String job = ask(prometheus, "aguacero_answer")
                .at("/data/result/0/metric/job")
                .asText();
        prometheus.close();
        service.stop(0);

        assertTrue(judged);
        assertEquals("answering", job);
        assertEquals("prometheus", program);
        assertEquals(List.of(), Processes.naming(home));
    }

    private static HttpServer exporting(String metrics) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/q/metrics", exchange -> {
            exchange.sendResponseHeaders(200, metrics.length());
            exchange.getResponseBody().write(metrics.getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String value(LocalPrometheus prometheus, String query) {
        return ask(prometheus, query).at("/data/result/0/value/1").asText();
    }

    private static JsonNode ask(LocalPrometheus prometheus, String query) {
        try {
            return new ObjectMapper()
                    .readTree(HTTP.send(
                                    HttpRequest.newBuilder(prometheus.address().resolve("/api/v1/query?query=" + query))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            throw new AssertionError("no answer to " + query, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

package io.aguacero.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aguacero.localstack.process.FreePorts;
import io.aguacero.localstack.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The system's Chromium without a window, driven by the little of the WebDriver protocol that the tests need. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process driver;
    private final URI address;
    private final String session;

    Browser() {
        int port = FreePorts.next();
        address = URI.create("http://127.0.0.1:" + port);
        try {
            driver = new ProcessBuilder(Programs.find("chromedriver"), "--port=" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            Repository.target().resolve("chromedriver.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Waiting.until("chromedriver is ready", PATIENCE, this::ready);
        session = "/session/"
                + call("POST", "/session", capabilities()).path("sessionId").asText();
    }

    private Optional<JsonNode> ready() {
        try {
            return Optional.of(call("GET", "/status", null))
                    .filter(status -> status.path("ready").asBoolean());
        } catch (UncheckedIOException notYet) {
            return Optional.empty();
        }
    }

    private static JsonNode capabilities() {
        ObjectNode always = JSON.createObjectNode();
        always.set("goog:loggingPrefs", JSON.valueToTree(Map.of("browser", "ALL")));
        // Chromium's sandbox doesn't start for root, as whom a build may run; it sees nothing but the page here.
        always.set(
                "goog:chromeOptions",
                JSON.valueToTree(Map.of(
                        "args",
                        List.of(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-dev-shm-usage",
                                "--window-size=1400,1600"))));
        ObjectNode whole = JSON.createObjectNode();
        whole.putObject("capabilities").set("alwaysMatch", always);
        return whole;
    }

    void open(String page) {
        call("POST", session + "/url", JSON.valueToTree(Map.of("url", page)));
    }

    /** What a script returns. */
    JsonNode script(String script) {
        return call("POST", session + "/execute/sync", JSON.valueToTree(Map.of("script", script, "args", List.of())));
    }

    /** What a script hands to the function {@code done}. */
    JsonNode scriptUntilDone(String script) {
        String body = "const done = arguments[arguments.length - 1]; " + script;
        return call("POST", session + "/execute/async", JSON.valueToTree(Map.of("script", body, "args", List.of())));
    }

    /** Text of the first element that matches. */
    String text(String selector) {
        return script("return document.querySelector(" + JSON.valueToTree(selector) + ")?.textContent ?? ''")
                .asText();
    }

    /** As if on another screen. */
    void screen(int width, int height, String colours) {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    private void devTools(String command, Map<String, Object> parameters) {
        call("POST", session + "/goog/cdp/execute", JSON.valueToTree(Map.of("cmd", command, "params", parameters)));
    }

    /** Errors on the console since it was last asked. */
    List<String> consoleErrors() {
        return call("POST", session + "/se/log", JSON.valueToTree(Map.of("type", "browser")))
                .valueStream()
                .filter(entry -> entry.path("level").asText().equals("SEVERE"))
                .map(entry -> entry.path("message").asText())
                .toList();
    }

    void screenshot(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(
                    file,
                    Base64.getDecoder()
                            .decode(call("GET", session + "/screenshot", null).asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode call(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body.toString()));
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode value = JSON.readTree(answer.body()).path("value");
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + ": " + value);
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the browser", e);
        }
    }

    @Override
    public void close() {
        call("DELETE", session, null);
        driver.destroy();
        http.close();
    }
}

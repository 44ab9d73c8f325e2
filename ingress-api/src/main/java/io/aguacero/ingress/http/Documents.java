package io.aguacero.ingress.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aguacero.contracts.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the door says about itself: its OpenAPI document, and a page for each code that a problem may have. */
final class Documents {
    private static final String RESOURCE = "/openapi.yaml";
    private static final String YAML = "application/yaml";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Buffer yaml;
    private final Buffer json;

    /** Reads the document that the program carries. */
    Documents() {
        try (InputStream in = Documents.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " isn't in the program");
            }
            byte[] bytes = in.readAllBytes();
            yaml = Buffer.buffer(bytes);
            // SnakeYAML itself, as Jackson's YAML reader leaves aliases as they are.
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(new String(bytes, UTF_8));
            json = Buffer.buffer(new JsonMapper().writeValueAsBytes(document));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " can't be read", e);
        }
    }

    /** HttpAnswers {@code /openapi}: JSON where the client names it before YAML, YAML otherwise. */
    void openApi(RoutingContext routing) {
        String accept = routing.request().getHeader(HttpHeaders.ACCEPT);
        boolean wantsJson = accept != null && accept.contains("json") && !accept.contains("yaml");
        if (wantsJson) {
            openApiJson(routing);
        } else {
            openApiYaml(routing);
        }
    }

    void openApiYaml(RoutingContext routing) {
        send(routing.request(), YAML, yaml);
    }

    void openApiJson(RoutingContext routing) {
        send(routing.request(), JSON, json);
    }

    /** Explains the code that the path names, or goes on when there is none. */
    Handler<RoutingContext> problem() {
        return routing -> code(routing.pathParam("code"))
                .ifPresentOrElse(
                        code -> send(routing.request(), TEXT, Buffer.buffer(explanation(code))), routing::next);
    }

    private static Optional<ErrorCode> code(String slug) {
        return Stream.of(ErrorCode.values())
                .filter(code -> code.slug().equals(slug))
                .findFirst();
    }

    private static String explanation(ErrorCode code) {
        return code.slug() + "\n\n" + HttpStatus.title(code) + " (HTTP status " + HttpStatus.of(code) + ").\n"
                + HttpStatus.advice(code) + "\n";
    }

    private static void send(HttpServerRequest request, String mediaType, Buffer body) {
        HttpServerResponse response = request.response();
        response.headers().set(HttpHeaders.CONTENT_TYPE, mediaType);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.headers().set(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
            var unused = response.end();
        } else {
            var unused = response.end(body);
        }
    }
}

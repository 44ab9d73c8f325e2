package io.aguacero.insights.http;

import io.aguacero.access.Caller;
import io.aguacero.access.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code GET /}: the live page and what belongs to it; {@code GET /v1/stream}: what it listens to. Plain routes, as nothing
 * of them is a document that is asked for once.
 */
@Singleton
public class LiveRoutes {
    /** Before the resources, which answer what is left. */
    private static final int FIRST = -100;

    /** The page is all there is: no inline script, no frame around it, and nothing from or to another machine. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "live.css", "text/css; charset=utf-8",
            "live.js", "text/javascript; charset=utf-8",
            "drawing.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final LiveFeed feed;
    private final AccessRules access;

    LiveRoutes(LiveFeed feed, AccessRules access) {
        this.feed = feed;
        this.access = access;
    }

    void add(@Observes Router router) {
        FILES.forEach((name, type) -> {
            Buffer content = Buffer.buffer(read(name));
            String path = name.equals("index.html") ? "/" : "/" + name;
            router.route(path)
                    .order(FIRST)
                    .method(HttpMethod.GET)
                    .method(HttpMethod.HEAD)
                    .handler(request -> answer(request, type, content));
        });
        router.get("/v1/stream").order(FIRST).handler(this::stream);
    }

    private void stream(RoutingContext request) {
        Caller caller = access.caller(request);
        Optional<String> tenant = caller.may(Scope.ADMIN) ? Optional.empty() : Optional.of(caller.tenant());
        List<String> key = request.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (!feed.join(request, tenant, () -> access.mayStillLook(key))) {
            request.next();
        }
    }

    private static void answer(RoutingContext request, String type, Buffer content) {
        request.response()
                .putHeader("content-type", type)
                .putHeader("content-security-policy", POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cache-control", "no-cache");
        if (request.request().method().equals(HttpMethod.HEAD)) {
            request.response().putHeader("content-length", Integer.toString(content.length()));
            var unused = request.end();
        } else {
            var unused = request.end(content);
        }
    }

    private static byte[] read(String name) {
        try (InputStream file = Objects.requireNonNull(LiveRoutes.class.getResourceAsStream("/live/" + name), name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " can't be read", e);
        }
    }
}

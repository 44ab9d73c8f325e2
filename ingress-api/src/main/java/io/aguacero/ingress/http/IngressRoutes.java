package io.aguacero.ingress.http;

import io.aguacero.access.Gate;
import io.aguacero.access.Scope;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.delivery.EventSink;
import io.aguacero.ingress.Admission;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.config.IngressConfig;
import io.aguacero.ingress.observability.IngressMeters;
import io.aguacero.ingress.reading.ItemLimits;
import io.aguacero.ingress.reading.PlainReaders;
import io.aguacero.ingress.reading.ShorthandFormat;
import io.aguacero.tracing.EventTracer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The addresses of the door, as plain routes: measured, they cost a third less than the framework's REST layer. Each says who
 * may use it; whatever isn't among them isn't reached at all, though something else in the process may have added it. Whatever
 * fails or leads nowhere ends as a problem document.
 */
@Singleton
public class IngressRoutes {
    private static final Logger LOG = Logger.getLogger(IngressRoutes.class);
    /** Before Quarkus' own routes, whose limits answer without a problem document. */
    private static final int FIRST = -1_000;

    private final IntakeHandler.Parts parts;
    private final KindCatalog kinds;
    private final ItemLimits limits;

    IngressRoutes(
            Vertx vertx,
            Gate gate,
            Admission admission,
            EventSink sink,
            KindCatalog kinds,
            IngressMeters meters,
            MeterRegistry registry,
            EventTracer tracer,
            IngressConfig config) {
        InFlight inFlight = new InFlight(
                config.inFlight().requestsMax(), config.inFlight().bytesMax().asLongValue());
        WorkerExecutor workers = vertx.createSharedWorkerExecutor(
                "aguacero-reading", config.reading().threads());
        this.parts = new IntakeHandler.Parts(
                vertx,
                workers,
                gate,
                admission,
                sink,
                inFlight,
                meters,
                new RequestSpans(tracer, config.tracing().requestEventsMax()),
                HttpSettings.of(config));
        this.kinds = kinds;
        this.limits = new ItemLimits(
                config.limits().itemsMax(),
                Math.toIntExact(config.limits().eventBytesMax().asLongValue()));
        Gauge.builder("aguacero.ingress.in.flight.requests", inFlight, InFlight::requests)
                .description("Requests that are being read or wait for their answer")
                .register(registry);
        Gauge.builder("aguacero.ingress.in.flight.bytes", inFlight, InFlight::bytes)
                .baseUnit("bytes")
                .description("Bytes of their bodies")
                .register(registry);
    }

    /** Adds the addresses. */
    void add(@Observes Router router) {
        router.route().order(FIRST).handler(this::refuseInsane).failureHandler(this::failed);
        PlainReaders shorthand = ShorthandFormat.compiled(kinds.kinds());
        post(router, "/v1/tweets", FormatChoice.shorthand("weather.tweet", shorthand, limits), true);
        post(router, "/v1/metrics", FormatChoice.shorthand("container.metric", shorthand, limits), true);
        post(router, "/v1/events", FormatChoice.cloudEvents(new PlainReaders(kinds.kinds(), List.of()), limits), true);
        post(router, "/v1/validate", FormatChoice.shorthandOfQuery(kinds, shorthand, limits), false);
        Documents documents = new Documents();
        openGet(router, "/openapi", documents::openApi);
        openGet(router, "/openapi.yaml", documents::openApiYaml);
        openGet(router, "/openapi.json", documents::openApiJson);
        openGet(router, "/problems/:code", documents.problem());
        router.route()
                .order(FIRST + 4)
                .handler(routing -> refuse(routing, ErrorCode.NOT_FOUND, "nothing is at this address"));
    }

    /** Takes events of who may write, by whatever method is tried: the key comes before everything else. */
    private void post(Router router, String path, FormatChoice.Rule rule, boolean stores) {
        router.route(path).order(FIRST + 1).handler(new KeyCheck(parts, path, Scope.WRITE));
        router.post(path).order(FIRST + 2).handler(new IntakeHandler(parts, path, rule, stores));
        otherMethods(router, path, "POST");
    }

    /** Tells everybody what tells nothing of anybody. A body, which nobody waits for, would have all time to come. */
    private void openGet(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .order(FIRST + 2)
                .handler(routing -> {
                    if (RequestSanity.hasBody(routing.request())) {
                        refuse(routing, ErrorCode.MALFORMED, "GET and HEAD have no body here");
                    } else {
                        handler.handle(routing);
                    }
                });
        otherMethods(router, path, "GET, HEAD");
    }

    private void otherMethods(Router router, String path, String allowed) {
        router.route(path).order(FIRST + 3).handler(routing -> {
            if (allowed.contains(routing.request().method().name())) {
                routing.next();
            } else {
                routing.response().putHeader("Allow", allowed);
                refuse(routing, ErrorCode.METHOD_NOT_ALLOWED, "this address answers " + allowed);
            }
        });
    }

    private void refuseInsane(RoutingContext routing) {
        RequestSanity.refusal(routing.request())
                .ifPresentOrElse(refusal -> exchange(routing).refuse(refusal), routing::next);
    }

    /** What Vert.x or a handler gave up on: a path that it can't decode, or a defect. */
    private void failed(RoutingContext routing) {
        if (routing.response().ended()) {
            return;
        }
        if (routing.statusCode() >= 400 && routing.statusCode() < 500) {
            refuse(routing, ErrorCode.MALFORMED, "the request line can't be read");
            return;
        }
        Exchange exchange = exchange(routing);
        LOG.errorf(routing.failure(), "request %s failed", exchange.traceId());
        exchange.refuse(Refusal.of(ErrorCode.INTERNAL, "the service failed on this request"));
    }

    private void refuse(RoutingContext routing, ErrorCode code, String detail) {
        exchange(routing).refuse(Refusal.of(code, detail));
    }

    private Exchange exchange(RoutingContext routing) {
        return new Exchange(routing.request(), parts.vertx(), parts.meters(), parts.settings());
    }
}

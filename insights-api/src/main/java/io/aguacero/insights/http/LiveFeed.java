package io.aguacero.insights.http;

import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.live.LiveReading;
import io.aguacero.insights.live.LiveSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Tells everybody who looks what one shared reading has found, as far as the viewer's key lets it be told. Nothing is read
 * while nobody looks. A viewer that doesn't keep up misses snapshots, and is let go when it has missed many: nothing is kept
 * for it.
 */
@Singleton
public class LiveFeed {
    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final int MISSED_MAX = 30;

    private final Vertx vertx;
    private final LiveReading reading;
    private final ExactJson json;
    private final long intervalMillis;
    private final Semaphore places;
    private final Map<HttpServerResponse, Viewer> viewers = new ConcurrentHashMap<>();
    private final AtomicBoolean turning = new AtomicBoolean();
    private volatile boolean closed;

    LiveFeed(Vertx vertx, LiveReading reading, ExactJson json, MeterRegistry registry, InsightsConfig config) {
        this.vertx = vertx;
        this.reading = reading;
        this.json = json;
        this.intervalMillis = config.live().interval().toMillis();
        this.places = new Semaphore(config.live().viewersMax());
        Gauge.builder("aguacero.live.viewers", viewers, Map::size)
                .description("Who looks at the live stream")
                .register(registry);
    }

    /**
     * Somebody who looks.
     *
     * @param tenant whose dead letters it may see; empty for everybody's
     * @param mayLook whether its key still lets it
     */
    private record Viewer(Optional<String> tenant, BooleanSupplier mayLook, AtomicInteger missed) {}

    /**
     * Takes a viewer, unless there are as many as may be; its response is answered from now on until either side ends.
     *
     * @param tenant whose dead letters it may see; empty for everybody's
     * @param mayLook asked before each snapshot; the stream ends where it says no
     */
    boolean join(RoutingContext request, Optional<String> tenant, BooleanSupplier mayLook) {
        if (closed || !places.tryAcquire()) {
            return false;
        }
        HttpServerResponse viewer = request.response();
        viewers.put(viewer, new Viewer(tenant, mayLook, new AtomicInteger()));
        // Of the request, as the response's own handlers are its: others wait for its end too.
        request.addEndHandler(gone -> leave(viewer));
        viewer.setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store")
                .putHeader("x-accel-buffering", "no");
        send(viewer, Buffer.buffer("retry: 1000\n\n"));
        if (viewer.closed()) {
            leave(viewer);
        }
        begin();
        return true;
    }

    /** Before the service waits for what is in flight: a stream would never end by itself. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        close();
    }

    void stop(@Observes ShutdownEvent event) {
        close();
    }

    private void close() {
        closed = true;
        viewers.keySet().forEach(this::end);
    }

    private void leave(HttpServerResponse viewer) {
        if (viewers.remove(viewer) != null) {
            places.release();
        }
    }

    private void begin() {
        if (turning.compareAndSet(false, true)) {
            turn();
        }
    }

    private void turn() {
        if (closed || viewers.isEmpty()) {
            turning.set(false);
            if (!closed && !viewers.isEmpty()) {
                begin();
            }
            return;
        }
        var unused = reading.read().whenComplete((snapshot, defect) -> {
            if (defect == null) {
                tell(snapshot);
            } else {
                LOG.error("what the live page shows couldn't be read", defect);
            }
            vertx.setTimer(intervalMillis, timer -> turn());
        });
    }

    /** The same bytes to all who may see the same. */
    private void tell(LiveSnapshot snapshot) {
        Map<Optional<String>, Buffer> events = new HashMap<>();
        viewers.forEach((response, viewer) -> {
            if (!viewer.mayLook().getAsBoolean()) {
                leave(response);
                end(response);
            } else if (!response.writeQueueFull()) {
                viewer.missed().set(0);
                send(response, events.computeIfAbsent(viewer.tenant(), tenant -> event(snapshot, tenant)));
            } else if (viewer.missed().incrementAndGet() > MISSED_MAX) {
                leave(response);
                response.reset();
            }
        });
    }

    private Buffer event(LiveSnapshot snapshot, Optional<String> tenant) {
        return Buffer.buffer("event: snapshot\ndata: ")
                .appendBytes(json.bytes(LiveDocuments.of(snapshot, tenant)))
                .appendString("\n\n");
    }

    private void end(HttpServerResponse viewer) {
        if (!viewer.ended() && !viewer.closed()) {
            watched(viewer, viewer.end());
        }
    }

    private void send(HttpServerResponse viewer, Buffer event) {
        if (!viewer.ended() && !viewer.closed()) {
            watched(viewer, viewer.write(event));
        }
    }

    /** A viewer that can't be told anything has left. */
    private void watched(HttpServerResponse viewer, Future<Void> told) {
        told.onComplete(result -> {
            if (result.failed()) {
                leave(viewer);
            }
        });
    }
}

package io.aguacero.insights.http;

import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.live.LiveReading;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Tells everybody who looks what one shared reading has found. Nothing is read while nobody looks. A viewer that doesn't
 * keep up misses snapshots, and is let go when it has missed many: nothing is kept for it.
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
    private final Map<HttpServerResponse, AtomicInteger> missedByViewer = new ConcurrentHashMap<>();
    private final AtomicBoolean turning = new AtomicBoolean();
    private volatile boolean closed;

    LiveFeed(Vertx vertx, LiveReading reading, ExactJson json, MeterRegistry registry, InsightsConfig config) {
        this.vertx = vertx;
        this.reading = reading;
        this.json = json;
        this.intervalMillis = config.live().interval().toMillis();
        this.places = new Semaphore(config.live().viewersMax());
        Gauge.builder("aguacero.live.viewers", missedByViewer, Map::size)
                .description("Who looks at the live stream")
                .register(registry);
    }

    /** Takes a viewer, unless there are as many as may be; its response is answered from now on until either side ends. */
    boolean join(HttpServerResponse viewer) {
        if (closed || !places.tryAcquire()) {
            return false;
        }
        missedByViewer.put(viewer, new AtomicInteger());
        viewer.exceptionHandler(broken -> leave(viewer));
        viewer.closeHandler(gone -> leave(viewer));
        viewer.endHandler(gone -> leave(viewer));
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
        missedByViewer.keySet().forEach(viewer -> {
            if (!viewer.ended() && !viewer.closed()) {
                watched(viewer, viewer.end());
            }
        });
    }

    private void leave(HttpServerResponse viewer) {
        if (missedByViewer.remove(viewer) != null) {
            places.release();
        }
    }

    private void begin() {
        if (turning.compareAndSet(false, true)) {
            turn();
        }
    }

    private void turn() {
        if (closed || missedByViewer.isEmpty()) {
            turning.set(false);
            if (!closed && !missedByViewer.isEmpty()) {
                begin();
            }
            return;
        }
        var unused = reading.read().whenComplete((snapshot, defect) -> {
            if (defect == null) {
                tell(Buffer.buffer("event: snapshot\ndata: ")
                        .appendBytes(json.bytes(LiveDocuments.of(snapshot)))
                        .appendString("\n\n"));
            } else {
                LOG.error("what the live page shows couldn't be read", defect);
            }
            vertx.setTimer(intervalMillis, timer -> turn());
        });
    }

    private void tell(Buffer event) {
        missedByViewer.forEach((viewer, missed) -> {
            if (!viewer.writeQueueFull()) {
                missed.set(0);
                send(viewer, event);
            } else if (missed.incrementAndGet() > MISSED_MAX) {
                leave(viewer);
                viewer.reset();
            }
        });
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

package io.aguacero.delivery.metrics;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Counts what became of each event on one path, as {@code aguacero_delivery_events_total}, and times its broker as a hop. */
public final class MeteredSink implements EventSink {
    private final EventSink sink;
    private final DeliveryPath path;
    private final HopMeters hop;
    private final Map<PathStatus, Counter> counters = new EnumMap<>(PathStatus.class);

    /** Counts what a sink answers for a path. */
    public MeteredSink(EventSink sink, DeliveryPath path, MeterRegistry registry) {
        this.sink = sink;
        this.path = path;
        this.hop = new HopMeters(registry, path.label());
        for (PathStatus status :
                List.of(PathStatus.STORED, PathStatus.NOT_STORED, PathStatus.UNKNOWN, PathStatus.REFUSED)) {
            counters.put(
                    status,
                    Counter.builder("aguacero.delivery.events")
                            .description("Events by what the path's broker made of them")
                            .tag("path", path.label())
                            .tag("outcome", status.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        long left = System.nanoTime();
        return sink.write(batch).thenApply(deliveries -> {
            hop.answered(batch.size(), Duration.ofNanos(System.nanoTime() - left));
            return counted(deliveries);
        });
    }

    private List<Delivery> counted(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            Counter counter = counters.get(delivery.paths().of(path));
            if (counter != null) {
                counter.increment();
            }
        }
        return deliveries;
    }
}

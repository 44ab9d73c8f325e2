package io.aguacero.ingress.connection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code aguacero_ingress_connections}, and {@code aguacero_ingress_connections_ended_total} by {@code reason}. Safe for any
 * thread.
 */
final class ConnectionMeters {
    private final AtomicInteger open = new AtomicInteger();
    private final Map<ConnectionEnd, Counter> ended = new EnumMap<>(ConnectionEnd.class);

    ConnectionMeters(MeterRegistry registry) {
        Gauge.builder("aguacero.ingress.connections", open, AtomicInteger::get)
                .description("Connections that clients have open")
                .register(registry);
        for (ConnectionEnd reason : ConnectionEnd.values()) {
            ended.put(
                    reason,
                    Counter.builder("aguacero.ingress.connections.ended")
                            .description("Connections that the door ended by itself, or didn't take")
                            .tag("reason", reason.reason())
                            .register(registry));
        }
    }

    /** How many connections are open. */
    AtomicInteger open() {
        return open;
    }

    /** Counts a connection that is ended. */
    void ended(ConnectionEnd reason) {
        Objects.requireNonNull(ended.get(reason)).increment();
    }
}

package io.aguacero.rabbitwriter.observability;

import io.aguacero.rabbitwriter.relay.RelayListener;
import io.aguacero.rabbitwriter.relay.ShardRelay;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The relay's metrics; {@code docs/observability.md} is their reference. */
public final class RelayMetrics implements RelayListener {
    private final MeterRegistry registry;
    private final Counter relayed;
    private final Counter unconfirmed;
    private final Counter unreadable;
    private final Map<ShardRelay, List<Meter.Id>> gauges = new ConcurrentHashMap<>();

    /** Metrics of one relay. */
    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.relayed = counter("relayed");
        this.unconfirmed = counter("unconfirmed");
        this.unreadable = counter("unreadable");
    }

    private Counter counter(String outcome) {
        return Counter.builder("aguacero.relay.events")
                .description("Events of the journal by what the relay made of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void relayed(int events) {
        relayed.increment(events);
    }

    @Override
    public void unconfirmed(int events) {
        unconfirmed.increment(events);
    }

    @Override
    public void unreadable() {
        unreadable.increment();
    }

    @Override
    public void assigned(ShardRelay shard) {
        String label = Integer.toString(shard.shard());
        gauges.put(
                shard,
                List.of(
                        Gauge.builder("aguacero.relay.lag.events", shard, ShardRelay::lag)
                                .description("Records of the journal that the relay hasn't come past")
                                .tag("shard", label)
                                .register(registry)
                                .getId(),
                        Gauge.builder("aguacero.relay.halted", shard, RelayMetrics::halted)
                                .description(
                                        "1 while the shard's relay stands still because going on could leave events out")
                                .tag("shard", label)
                                .register(registry)
                                .getId()));
    }

    private static int halted(ShardRelay shard) {
        return shard.halted().isPresent() ? 1 : 0;
    }

    @Override
    public void revoked(ShardRelay shard) {
        List<Meter.Id> own = gauges.remove(shard);
        if (own != null) {
            own.forEach(registry::remove);
        }
    }
}

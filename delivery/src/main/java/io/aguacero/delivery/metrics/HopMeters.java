package io.aguacero.delivery.metrics;

import io.aguacero.delivery.BatchListener;
import io.aguacero.delivery.Peers;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** {@code aguacero_hop_seconds} and {@code aguacero_hop_batch_events} of one hop. */
public final class HopMeters implements BatchListener {
    private final Timer seconds;
    private final DistributionSummary events;

    /**
     * @param hop label of the hop: {@code router}, {@code kafka-writer}, {@code rabbit-writer}, {@code kafka} or {@code
     *     rabbitmq}
     */
    public HopMeters(MeterRegistry registry, String hop) {
        this.seconds = Timer.builder("aguacero.hop")
                .description("From sending a batch until all its answers were there")
                .tag("hop", hop)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        this.events = DistributionSummary.builder("aguacero.hop.batch.events")
                .description("Events in a batch")
                .tag("hop", hop)
                .serviceLevelObjectives(1, 10, 100, 1_000, 10_000)
                .register(registry);
    }

    /** Exports how many instances of a hop's service are up, as {@code aguacero_hop_instances_up}. */
    public static void countPeers(MeterRegistry registry, String hop, Peers peers) {
        Gauge.builder("aguacero.hop.instances.up", peers, Peers::up)
                .description("Instances of the next service that take events")
                .tag("hop", hop)
                .register(registry);
    }

    @Override
    public void answered(int count, Duration took) {
        seconds.record(took);
        events.record(count);
    }
}

package io.aguacero.insights.observability;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.reconciliation.Reconciliation;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** Reconciliation in two numbers a path: what is wrong, and how old that is. */
public final class ReconciliationGauges {
    private ReconciliationGauges() {}

    /** Shows them from now on. */
    public static void register(MeterRegistry registry, Reconciliation reconciliation, InstantSource clock) {
        for (DeliveryPath path : DeliveryPath.values()) {
            Gauge.builder("aguacero.reconciliation.gap", () -> reconciliation.gap(path))
                    .description("Events that are lost or counted twice")
                    .tag("path", path.label())
                    .register(registry);
            Gauge.builder(
                            "aguacero.reconciliation.age.seconds",
                            () -> age(reconciliation.comparedAtMillis(path), clock))
                    .description(
                            "Since each shard was last compared with the store; not a number before the first time")
                    .tag("path", path.label())
                    .register(registry);
        }
    }

    private static double age(long comparedAtMillis, InstantSource clock) {
        return comparedAtMillis < 0 ? Double.NaN : (clock.millis() - comparedAtMillis) / 1_000.0;
    }
}

package io.aguacero.insights.observability;

import io.aguacero.insights.valkey.StoreMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;

/** Shows how full the store is: {@code aguacero_store_memory_bytes} and {@code aguacero_store_memory_max_bytes}. */
final class StoreGauges {
    private final MultiGauge used;
    private final MultiGauge max;

    StoreGauges(MeterRegistry registry) {
        this.used = MultiGauge.builder("aguacero.store.memory.bytes")
                .description("Memory that the store's data take")
                .register(registry);
        this.max = MultiGauge.builder("aguacero.store.memory.max.bytes")
                .description("Memory that they may take; 0 is no limit")
                .register(registry);
    }

    /** Shows it; nothing leaves no gauge. */
    void show(Optional<StoreMemory.Usage> usage) {
        used.register(usage.map(now -> rows(now.usedBytes())).orElse(List.of()), true);
        max.register(usage.map(now -> rows(now.maxBytes())).orElse(List.of()), true);
    }

    private static List<Row<?>> rows(long bytes) {
        return List.of(Row.of(Tags.empty(), bytes));
    }
}

package io.aguacero.insights.observability;

import io.aguacero.contracts.DeliveryPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Shows how many dead letters wait: {@code aguacero_letters_waiting{path}}. */
final class LetterGauges {
    private final MultiGauge waiting;

    LetterGauges(MeterRegistry registry) {
        this.waiting = MultiGauge.builder("aguacero.letters.waiting")
                .description("Dead letters that wait to be replayed")
                .register(registry);
    }

    /** Shows these counts; an empty map leaves no gauge. */
    void show(Map<DeliveryPath, Long> counts) {
        List<Row<?>> rows = new ArrayList<>();
        counts.forEach((path, count) -> rows.add(Row.of(Tags.of("path", path.label()), count)));
        waiting.register(rows, true);
    }
}

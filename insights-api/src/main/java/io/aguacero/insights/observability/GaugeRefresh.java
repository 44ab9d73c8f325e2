package io.aguacero.insights.observability;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.letters.WaitingLetters;
import io.aguacero.insights.valkey.StoreMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Reads all totals, how many dead letters wait and how full the store is now and then, for the gauges: the next reading is
 * due only when the one before is done.
 */
@Singleton
public class GaugeRefresh {
    private static final Logger LOG = Logger.getLogger(GaugeRefresh.class);

    private final Vertx vertx;
    private final Insights insights;
    private final KindCatalog catalog;
    private final AggregateGauges gauges;
    private final WaitingLetters letters;
    private final LetterGauges letterGauges;
    private final StoreMemory memory;
    private final StoreGauges storeGauges;
    private final long intervalMillis;
    private volatile boolean stopped;

    GaugeRefresh(
            Vertx vertx,
            Insights insights,
            KindCatalog catalog,
            WaitingLetters letters,
            StoreMemory memory,
            MeterRegistry registry,
            InsightsConfig config) {
        this.vertx = vertx;
        this.insights = insights;
        this.catalog = catalog;
        this.gauges = new AggregateGauges(registry, config.gauges().groupsMax());
        this.letters = letters;
        this.letterGauges = new LetterGauges(registry);
        this.memory = memory;
        this.storeGauges = new StoreGauges(registry);
        this.intervalMillis = config.gauges().interval().toMillis();
    }

    void start(@Observes StartupEvent started) {
        refresh();
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    private void refresh() {
        if (stopped) {
            return;
        }
        var unused = insights.everything(catalog)
                .thenCombine(letters.counts(), (totals, waiting) -> {
                    gauges.show(totals instanceof Answer.Given<List<Insights.Totals>>(var read) ? read : List.of());
                    letterGauges.show(
                            waiting instanceof Answer.Given<Map<DeliveryPath, Long>>(var counts) ? counts : Map.of());
                    return true;
                })
                .thenCombine(memory.usage(), (shown, usage) -> {
                    storeGauges.show(
                            usage instanceof Answer.Given<StoreMemory.Usage>(var now)
                                    ? Optional.of(now)
                                    : Optional.empty());
                    return true;
                })
                .whenComplete((shown, defect) -> {
                    if (defect != null) {
                        LOG.error("the store couldn't be read for the gauges", defect);
                    }
                    vertx.setTimer(intervalMillis, timer -> refresh());
                });
    }
}

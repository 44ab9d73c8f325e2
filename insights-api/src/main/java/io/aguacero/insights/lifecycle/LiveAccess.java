package io.aguacero.insights.lifecycle;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Insights;
import io.aguacero.insights.config.InsightsConfig;
import io.aguacero.insights.http.PrometheusFlow;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.letters.WaitingLetters;
import io.aguacero.insights.live.LiveReading;
import io.aguacero.insights.live.RecentLetters;
import io.aguacero.insights.reconciliation.Reconciliation;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what the live page shows; it is read while somebody looks. */
public class LiveAccess {
    @Produces
    @Singleton
    LiveReading reading(
            KindCatalog catalog,
            Insights insights,
            Reconciliation reconciliation,
            LetterReading letters,
            WaitingLetters waiting,
            InsightsConfig config) {
        return new LiveReading(
                catalog,
                insights,
                reconciliation,
                new RecentLetters(letters, waiting),
                new PrometheusFlow(config.live().prometheus()),
                Clock.systemUTC());
    }
}

package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.kinds.KindCatalog;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the store drops the counts of an hour: by the kind's log time, as docs/wire.md says. */
final class RetentionRules {
    private static final Duration LEAST = Duration.ofHours(2);
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final long HOUR_SECONDS = 3_600;

    private final KindCatalog kinds;

    RetentionRules(KindCatalog kinds) {
        this.kinds = kinds;
    }

    /** How far an event's time may be from its arrival; null for a kind that isn't in force. */
    @Nullable
    Duration horizon(String kind) {
        return kinds.find(kind).map(found -> found.ids().horizon()).orElse(null);
    }

    boolean dropped(HourKey hour, Map<String, Long> logTimeMicros) {
        Duration horizon = horizon(hour.kind());
        if (horizon == null) {
            return false;
        }
        Duration kept = (horizon.compareTo(LEAST) > 0 ? horizon : LEAST).plus(MARGIN);
        long dropAtMillis = (hour.startSeconds() + HOUR_SECONDS) * 1_000 + kept.toMillis();
        return logTimeMicros.getOrDefault(hour.kind(), 0L) / 1_000 >= dropAtMillis;
    }
}

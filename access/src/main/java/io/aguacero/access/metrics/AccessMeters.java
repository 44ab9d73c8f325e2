package io.aguacero.access.metrics;

import io.aguacero.access.KeyFileWatch;
import io.aguacero.access.KeysInForce;
import io.aguacero.access.Reason;
import io.aguacero.access.RefusalListener;
import io.aguacero.access.tokens.IdentityProvider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code aguacero_access_refusals_total{code}}, every counter of it made at start; {@code aguacero_keys_usable}; {@code
 * aguacero_keys_file_refused}; {@code aguacero_issuer_keys_age_seconds}. Safe for any thread.
 */
public final class AccessMeters implements RefusalListener {
    private final Map<Reason, Counter> refusals = new EnumMap<>(Reason.class);
    private final RefusalListener next;

    /** Counts, and tells the next one. */
    public AccessMeters(
            MeterRegistry registry,
            KeysInForce keys,
            KeyFileWatch watch,
            IdentityProvider provider,
            RefusalListener next) {
        this.next = next;
        for (Reason reason : Reason.values()) {
            refusals.put(
                    reason,
                    Counter.builder("aguacero.access.refusals")
                            .description("Requests of somebody who wasn't let in, by the code of the refusal")
                            .tag("code", reason.label())
                            .register(registry));
        }
        Gauge.builder("aguacero.keys.usable", keys, KeysInForce::usable)
                .description("Keys that are neither expired nor revoked")
                .register(registry);
        Gauge.builder("aguacero.keys.file.refused", watch, one -> one.refused() ? 1 : 0)
                .description("1 while the file of keys can't be used as it is, so that older keys are in force")
                .register(registry);
        Gauge.builder("aguacero.issuer.keys.age", provider, IdentityProvider::keysAgeSeconds)
                .description("Since the identity provider last said which keys it has; NaN where that never was")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public void refused(Reason reason, @Nullable String subject, String address) {
        Counter counter = refusals.get(reason);
        if (counter != null) {
            counter.increment();
        }
        next.refused(reason, subject, address);
    }
}

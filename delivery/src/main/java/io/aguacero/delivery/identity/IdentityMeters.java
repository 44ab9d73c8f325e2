package io.aguacero.delivery.identity;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code aguacero_certificate_expires_timestamp_seconds}: when the certificate in force ends; NaN where there is none. */
public final class IdentityMeters {
    private IdentityMeters() {}

    /** Exports it. */
    public static void register(MeterRegistry registry, HopSecurity security) {
        Gauge.builder("aguacero.certificate.expires.timestamp.seconds", security, IdentityMeters::expires)
                .description("When the certificate that neighbours are shown ends, since 1970; NaN where there is none")
                .register(registry);
    }

    private static double expires(HopSecurity security) {
        return switch (security) {
            case HopSecurity.MutualTls(ServiceIdentity identity) ->
                identity.expires().toEpochMilli() / 1e3;
            case HopSecurity.Plaintext plaintext -> Double.NaN;
        };
    }
}

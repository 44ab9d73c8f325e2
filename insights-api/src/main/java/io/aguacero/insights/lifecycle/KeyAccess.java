package io.aguacero.insights.lifecycle;

import io.aguacero.access.Gate;
import io.aguacero.access.KeyFileWatch;
import io.aguacero.access.KeysInForce;
import io.aguacero.access.RefusalLog;
import io.aguacero.access.metrics.AccessMeters;
import io.aguacero.access.tokens.IdentityProvider;
import io.aguacero.insights.config.InsightsConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what says who may ask. */
public class KeyAccess {
    @Produces
    @Singleton
    KeysInForce keys() {
        return new KeysInForce(Clock.systemUTC(), System::nanoTime);
    }

    /**
     * Keeps the keys as their file says.
     *
     * @throws IllegalStateException if they can't be read, with everything that is wrong with them
     */
    @Produces
    @Singleton
    KeyFileWatch keyFile(KeysInForce keys, InsightsConfig config) {
        try {
            return KeyFileWatch.start(config.keys().file(), config.keys().reloadEvery(), keys);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("aguacero.insights.keys.file: " + e.getMessage(), e);
        }
    }

    void close(@Disposes KeyFileWatch keyFile) {
        keyFile.close();
    }

    /** Whose tokens are taken beside keys. */
    @Produces
    @Singleton
    IdentityProvider provider(InsightsConfig config) {
        return IdentityProvider.of("aguacero.insights", config.tokens(), Clock.systemUTC(), System::nanoTime);
    }

    void close(@Disposes IdentityProvider provider) {
        provider.close();
    }

    @Produces
    @Singleton
    Gate gate(KeysInForce keys, KeyFileWatch keyFile, IdentityProvider provider, MeterRegistry registry) {
        RefusalLog log = new RefusalLog(System::nanoTime);
        return new Gate(keys, provider.tokens(), new AccessMeters(registry, keys, keyFile, provider, log));
    }
}

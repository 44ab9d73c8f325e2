package io.aguacero.delivery.identity;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Who a service is for its neighbours, and who they are: a group of the settings of each service that is on a hop. */
public interface IdentityConfig {
    /**
     * Folder of {@code tls.crt}, {@code tls.key} and {@code ca.crt} (docs/security.md); with it the hops speak mutual TLS alone. Unset:
     * plaintext, whoever comes. Files that can't be used refuse the start.
     */
    Optional<Path> directory();

    /** Time between two looks at the files: a new certificate is shown so soon. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration reloadEvery();
}

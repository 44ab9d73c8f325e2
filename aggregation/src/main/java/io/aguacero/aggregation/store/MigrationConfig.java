package io.aguacero.aggregation.store;

import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/** Who loads the store's functions where the service's own user may not: a group of the settings of each consumer. */
public interface MigrationConfig {
    /**
     * The store with user and password of who may, {@code redis://user:password@host:port}, or its sentinels so, with commas between
     * them. A connection is opened when the functions are missing, and closed again. Unset: the service's own user loads them.
     */
    Optional<
                    @Pattern(
                            regexp = "rediss?://[^\\s/,]+(,rediss?://[^\\s/,]+)*",
                            message = "isn't an address of redis")
                    String>
            hosts();

    /**
     * Certificates (PEM) of the authorities whose word for the store counts with {@code rediss}; unset, those that the JVM knows.
     * Read for each connection; a file that can't be used refuses the start.
     */
    Optional<Path> authorityFile();

    /** What the sentinels call the store; unset where {@link #hosts()} is the store itself. */
    Optional<String> masterName();
}

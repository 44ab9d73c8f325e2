package io.aguacero.tracing;

import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Whether single events are followed, and where to: a group of the settings of each service on an event's way. */
public interface TracingConfig {
    /** Where OTLP over HTTP is taken, such as {@code http://collector:4318/v1/traces}; unset: nothing is followed. */
    Optional<@Pattern(regexp = "https?://[^\\s/]+\\S*", message = "isn't an address of http or https") String>
            endpoint();

    /** Most spans that wait for the collector, of about 1 KiB each; what comes beyond it is dropped. */
    @WithDefault("4096")
    @Min(1)
    @Max(1_000_000)
    int queueSpansMax();

    /** How long the collector may take for a call; at its end the service waits as long for the last one. */
    @WithDefault("2s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration timeout();
}

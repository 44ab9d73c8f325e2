package io.aguacero.insights.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of insights-api; the store's address is {@code quarkus.redis.hosts}. */
@ConfigMapping(prefix = "aguacero.insights")
public interface InsightsConfig {
    /** Directory with a folder for each kind; the same as the other services have. A broken kind is refused at start. */
    Path kindsDirectory();

    /** Number of shards that the installation was made with. */
    @WithDefault("4")
    @Min(1)
    @Max(1024)
    int shards();

    /** Longest time that one answer may wait for the store; then it is refused as unavailable. */
    @WithDefault("2s")
    @DurationMin(millis = 50)
    @DurationMax(minutes = 1)
    Duration readTimeout();

    /** Most questions being read from the store at once; what exceeds it is refused as overloaded. */
    @WithDefault("32")
    @Min(1)
    @Max(10_000)
    int readsInFlightMax();

    /** What a refused client is told to wait, in whole seconds, before it asks again. */
    @WithDefault("2s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 10)
    Duration retryAfter();

    /** The aggregates as Prometheus gauges. */
    Gauges gauges();

    /** How the totals are exported for Prometheus. */
    interface Gauges {
        /** Time between the end of one reading and the start of the next. Lower costs the store more. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 10)
        Duration interval();

        /**
         * Most groups of one grouping of one kind that are exported for a path; those left out are counted in {@code
         * aguacero_aggregate_groups_omitted}. Each exported group costs Prometheus a series, and six for each value.
         */
        @WithDefault("200")
        @Min(0)
        @Max(10_000)
        int groupsMax();
    }
}

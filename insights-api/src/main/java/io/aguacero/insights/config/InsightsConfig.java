package io.aguacero.insights.config;

import io.aguacero.access.tokens.TokenConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of insights-api; the store's address is {@code quarkus.redis.hosts}. */
@ConfigMapping(prefix = "aguacero.insights")
public interface InsightsConfig {
    /** Directory with a folder for each kind; the same as the other services have. A broken kind is refused at start. */
    Path kindsDirectory();

    /** Who may ask. */
    Keys keys();

    /** Whose tokens may too. */
    TokenConfig tokens();

    /** Who may ask. */
    interface Keys {
        /** The file of keys (docs/security.md), the same as the door has. One that is missing or broken refuses the start. */
        Path file();

        /** Time between two looks at it: a key that is added or taken back is known so soon. */
        @WithDefault("2s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration reloadEvery();
    }

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

    /** The comparison of both logs with the store. */
    Reconciliation reconciliation();

    /** What reconciliation reads, and its bounds. */
    interface Reconciliation {
        /** Whether both logs are read again and compared. Without it nothing tells of an event that is lost. */
        @WithDefault("true")
        boolean enabled();

        /** Time between two comparisons of a shard with the store. Lower costs the store more. */
        @WithDefault("2s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration interval();

        /**
         * How long the two paths may differ before it is looked into: longer than an event takes to be stored on both,
         * and than a door takes to tell what it answered.
         */
        @WithDefault("15s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 10)
        Duration settle();

        /**
         * Records of a shard before the store's position with which reading begins when the service starts. More finds
         * what went wrong longer ago, and costs the start.
         */
        @WithDefault("20000")
        @Min(0)
        @Max(100_000_000)
        long historyRecords();

        /** Most events of a shard beyond the store's position; beyond it reading waits. Each costs about 100 bytes. */
        @WithDefault("20000")
        @Min(1)
        @Max(10_000_000)
        int inFlightEventsMax();

        /** Most minutes of event time of a shard that are kept, of all kinds together; the oldest go first. */
        @WithDefault("5000")
        @Min(60)
        @Max(1_000_000)
        int minutesMax();

        /** Most records of a path that are read again to name the events of one minute. */
        @WithDefault("1000000")
        @Min(1)
        @Max(100_000_000)
        long rereadRecordsMax();

        /**
         * Most events of a path that are held for that, each of about 400 bytes, of both paths at once: for a heap of 128 MiB. A
         * minute with more stays open: its numbers are told, and which event is missing isn't. Raise it with the heap.
         */
        @WithDefault("40000")
        @Min(1)
        @Max(100_000_000)
        int rereadEventsMax();

        /** Longest time for that. */
        @WithDefault("30s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 10)
        Duration rereadPatience();
    }

    /** Where the logs stand. */
    Brokers brokers();

    /** The brokers of both paths. */
    interface Brokers {
        /** Kafka's bootstrap servers, {@code host:port}, comma separated. */
        @WithDefault("localhost:9092")
        @NotBlank
        String bootstrapServers();

        /** Settings of the Kafka clients by their own names, for example {@code sasl.mechanism}; those of the readers' own win. */
        Map<String, String> properties();

        /** RabbitMQ's address with credentials; {@code amqps} for TLS. */
        @WithDefault("amqp://guest:guest@localhost:5672")
        @NotBlank
        String amqpUri();

        /**
         * Certificates (PEM) of the authorities whose word for RabbitMQ counts with {@code amqps}; unset, those that the JVM knows.
         * Read for each connection; a file that can't be used refuses the start.
         */
        Optional<Path> authorityFile();

        /** How long a broker may take to connect or to answer. */
        @WithDefault("5s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 1)
        Duration timeout();
    }

    /** Dead letters. */
    Letters letters();

    /** How dead letters are read and replayed. */
    interface Letters {
        /** Base address of the door, through which a letter is replayed. */
        @WithDefault("http://localhost:8080")
        URI ingress();

        /** How long the door may take to answer: longer than its own deadline, so that its answer is heard. */
        @WithDefault("10s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 1)
        Duration doorTimeout();

        /** How long one question may read a path's dead letters: a page is then cut, and a letter not found. */
        @WithDefault("10s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration readTimeout();

        /** Most questions for dead letters at once, each with up to 8 MiB; what exceeds it is refused as overloaded. */
        @WithDefault("2")
        @Min(1)
        @Max(100)
        int readsInFlightMax();
    }

    /** The way of one event. */
    Lineage lineage();

    /** How far the logs are searched for one event. */
    interface Lineage {
        /** Most records of a path that one question reads; then its search ends, and the answer says so. */
        @WithDefault("200000")
        @Min(1)
        @Max(100_000_000)
        long recordsMax();

        /** Longest time for which one question reads a path; then its search ends, and the answer says so. */
        @WithDefault("5s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 5)
        Duration readTimeout();

        /** Most questions for an event at once; what exceeds it is refused as overloaded. */
        @WithDefault("2")
        @Min(1)
        @Max(100)
        int readsInFlightMax();
    }

    /** The live page. */
    Live live();

    /** How the live page is fed; nothing is read for it while nobody looks. */
    interface Live {
        /** Time between the end of one reading and the start of the next. Lower costs the store more. */
        @WithDefault("1s")
        @DurationMin(millis = 250)
        @DurationMax(minutes = 1)
        Duration interval();

        /** Most who look at once; what exceeds it is refused as overloaded. */
        @WithDefault("200")
        @Min(1)
        @Max(10_000)
        int viewersMax();

        /** Base address of Prometheus, which knows the rates of each hop. Without it the page shows none. */
        Optional<URI> prometheus();
    }
}

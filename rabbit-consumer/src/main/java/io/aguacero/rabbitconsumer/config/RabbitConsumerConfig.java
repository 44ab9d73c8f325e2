package io.aguacero.rabbitconsumer.config;

import io.aguacero.aggregation.store.MigrationConfig;
import io.aguacero.tracing.TracingConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of rabbit-consumer. Out of bounds, the service refuses to start and names the property. */
@ConfigMapping(prefix = "aguacero.rabbit-consumer")
public interface RabbitConsumerConfig {
    /** The broker, as {@code amqp://user:password@host:port/vhost}; {@code amqps} for TLS. */
    @WithDefault("amqp://guest:guest@127.0.0.1:5672")
    URI uri();

    /**
     * Certificates (PEM) of the authorities whose word for the broker counts with {@code amqps}; unset, those that the JVM knows.
     * Read for each connection; a file that can't be used refuses the start.
     */
    Optional<Path> authorityFile();

    /** Number of shards, each a stream. Fixed when the pipeline is installed. */
    @WithDefault("4")
    @Min(1)
    @Max(1024)
    int shards();

    /** Directory with one folder an event kind. */
    Path kindsDirectory();

    /**
     * Name under which this instance holds the leases of its shards: different for each instance, and best the same
     * after a restart, which then needn't wait for the lease of the process before.
     */
    @NotBlank
    String instance();

    /** How long a shard stays this instance's after each apply. Renewed after a third of it when idle. */
    @WithDefault("15s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 5)
    Duration lease();

    /**
     * Shortest time between two applies of a shard while few events come; those that come sooner are applied together, which
     * costs the store and this service a fraction. An event that comes to a shard at rest never waits. 0s: none ever does.
     */
    @WithDefault("100ms")
    @DurationMin(millis = 0)
    @DurationMax(millis = 300)
    Duration applyEvery();

    /** Most events that one call of the store applies. */
    @WithDefault("3000")
    @Min(1)
    @Max(10_000)
    int applyEventsMax();

    /** Most payload bytes that one call of the store applies, unless a single message is larger. */
    @WithDefault("1048576")
    @Min(1024)
    @Max(67_108_864)
    int applyBytesMax();

    /** Messages of a shard that the broker may deliver ahead of those applied: the bound of what waits in memory. */
    @WithDefault("200")
    @Min(2)
    @Max(65_535)
    int prefetchMessages();

    /** How long the store may take to answer a call. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration storeTimeout();

    /** How long the broker may take to connect, to answer a call, or to confirm a dead letter. */
    @WithDefault("5s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 1)
    Duration brokerTimeout();

    /**
     * How long a stream stays silent before what it delivered up to then counts as all that it holds. Asked when a shard
     * is opened and for the lag; a longer time is only needed with a very slow broker.
     */
    @WithDefault("200ms")
    @DurationMin(millis = 10)
    @DurationMax(seconds = 5)
    Duration silence();

    /** How often the end of a stream is looked up, for the lag. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration endEvery();

    /** Pause after a first failure of store or broker; it doubles with each further one up to {@link #retryMax}. */
    @WithDefault("100ms")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 1)
    Duration retryMin();

    /** Longest pause between two tries, at least {@link #retryMin}. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration retryMax();

    /** How long a stop waits for what is in flight. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 2)
    Duration drainTimeout();

    /** How long the stream of dead letters keeps them, when this service creates it. */
    @WithDefault("30d")
    @DurationMin(hours = 1)
    @DurationMax(days = 3650)
    Duration deadLettersKept();

    /** Least time between two checkpoints of a shard; the shorter, the less of the log is read after a loss of the store. */
    @WithDefault("1m")
    @DurationMin(seconds = 1)
    @DurationMax(days = 1)
    Duration checkpointEvery();

    /** Most bytes of a checkpoint, compressed. A larger one isn't kept, and said to be too large. */
    @WithDefault("8388608")
    @Min(65_536)
    @Max(15_728_640)
    int checkpointBytesMax();

    /** Who loads the store's functions where this service's own user may not. */
    MigrationConfig migration();

    /** Whether single events are followed, and where to. */
    TracingConfig tracing();
}

package io.aguacero.kafkaconsumer.config;

import io.aguacero.aggregation.store.MigrationConfig;
import io.aguacero.tracing.TracingConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of kafka-consumer. Out of bounds, the service refuses to start and names the property. */
@ConfigMapping(prefix = "aguacero.kafka-consumer")
public interface KafkaConsumerConfig {
    /** Number of shards, which is the number of partitions of the events topic. Fixed when the pipeline is installed. */
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

    /** Most bytes of records that are taken for one apply, unless a single record is larger. */
    @WithDefault("2097152")
    @Min(1024)
    @Max(67_108_864)
    int applyBytesMax();

    /** Bytes of a shard's records that wait in memory before its partition is paused; what one poll brings comes on top. */
    @WithDefault("1572864")
    @Min(1024)
    @Max(268_435_456)
    int waitingBytesMax();

    /** How long the store may take to answer a call. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration storeTimeout();

    /** How long the broker may take to say where a partition begins and ends, or to confirm a dead letter. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration brokerTimeout();

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

    /** How often the positions are left with Kafka as committed offsets: a hint for tools that show lag, never read. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 10)
    Duration hintEvery();

    /** How long a stop or a revocation waits for what is in flight. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 2)
    Duration drainTimeout();

    /** How long the topic of dead letters keeps them, when this service creates it. */
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

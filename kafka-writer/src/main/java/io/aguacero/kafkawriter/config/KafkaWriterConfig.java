package io.aguacero.kafkawriter.config;

import io.aguacero.delivery.identity.IdentityConfig;
import io.aguacero.tracing.TracingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of kafka-writer. Where the brokers are says {@code kafka.bootstrap.servers}. */
@ConfigMapping(prefix = "aguacero.kafka-writer")
public interface KafkaWriterConfig {
    /** Number of shards: partitions of the topic. Fixed when the pipeline is installed; another number is refused. */
    @WithDefault("4")
    @Min(1)
    @Max(1024)
    int shards();

    /** Most copies of the topic when it is created; as many as there are brokers if those are fewer. */
    @WithDefault("3")
    @Min(1)
    @Max(9)
    int replicationMax();

    /** From a batch's arrival until each event has an answer; below the router's deadline for the call. */
    @WithDefault("3.8s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration deadline();

    /** How long the client tries to store a record; below {@link #deadline()}. */
    @WithDefault("3.5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration deliveryTimeout();

    /** Pause between two questions for the topic; a broker that is back is noticed after this and a second at most. */
    @WithDefault("500ms")
    @DurationMin(millis = 50)
    @DurationMax(minutes = 5)
    Duration probeInterval();

    /**
     * How long the broker may take to answer that while it confirms nothing either; then the path is down. A lost
     * connection counts sooner.
     */
    @WithDefault("3s")
    @DurationMin(millis = 50)
    @DurationMax(minutes = 5)
    Duration probeTimeout();

    /** Most events of one call; a larger batch is refused. At least what router-api puts into one. */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int batchEventsMax();

    /** Most events without an answer; beyond it a batch is refused as overload. */
    @WithDefault("50000")
    @Min(1)
    @Max(10_000_000)
    int inFlightEventsMax();

    /** Most bytes of events without an answer, and the client's memory for records. 1 MiB to 4 GiB. */
    @WithDefault("64M")
    MemorySize inFlightBytesMax();

    /** Whether it is within 1 MiB to 4 GiB. */
    @AssertTrue(message = "aguacero.kafka-writer.in-flight-bytes-max isn't within 1 MiB to 4 GiB")
    default boolean hasInFlightBytesWithinBounds() {
        long bytes = inFlightBytesMax().asLongValue();
        return bytes >= 1L << 20 && bytes <= 4L << 30;
    }

    /** Settings of the Kafka client by their own names, for example {@code compression.type}; the guarantees' own win. */
    Map<String, String> properties();

    /** Who this service is for its neighbours, and who they are. */
    IdentityConfig identity();

    /** Whether single events are followed, and where to. */
    TracingConfig tracing();
}

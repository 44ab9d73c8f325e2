package io.aguacero.rabbitwriter.config;

import io.aguacero.delivery.identity.IdentityConfig;
import io.aguacero.tracing.TracingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of rabbit-writer. */
@ConfigMapping(prefix = "aguacero.rabbit-writer")
public interface RabbitWriterConfig {
    /** The broker, with user, password and virtual host: {@code amqp://user:password@host:port/vhost}; {@code amqps} for TLS. */
    URI uri();

    /**
     * Certificates (PEM) of the authorities whose word for the broker counts with {@code amqps}; unset, those that the JVM knows.
     * Read for each connection; a file that can't be used refuses the start.
     */
    Optional<Path> authorityFile();

    /** Number of shards: streams. Fixed when the pipeline is installed; another number is refused. */
    @WithDefault("4")
    @Min(1)
    @Max(1024)
    int shards();

    /** From a batch's arrival until each event has an answer; below the router's deadline for the call. */
    @WithDefault("3.5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration deadline();

    /**
     * How long the broker may confirm nothing while something is published; then the path is down until the broker takes
     * another connection. Best below {@link #deadline()}.
     */
    @WithDefault("3s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 5)
    Duration silenceMax();

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

    /** Most bytes of events without an answer. 1 MiB to 4 GiB. */
    @WithDefault("64M")
    MemorySize inFlightBytesMax();

    /** Whether it is within 1 MiB to 4 GiB. */
    @AssertTrue(message = "aguacero.rabbit-writer.in-flight-bytes-max isn't within 1 MiB to 4 GiB")
    default boolean hasInFlightBytesWithinBounds() {
        long bytes = inFlightBytesMax().asLongValue();
        return bytes >= 64L << 20 && bytes <= 4L << 30;
    }

    /** Most events of one shard in one message; 1 publishes each event by itself. */
    @WithDefault("200")
    @Min(1)
    @Max(10_000)
    int pack();

    /** Most payload bytes in one message of several events. 1 KiB to 16 MiB. */
    @WithDefault("1M")
    MemorySize packBytesMax();

    /** Whether it is within 1 KiB to 16 MiB. */
    @AssertTrue(message = "aguacero.rabbit-writer.pack-bytes-max isn't within 1 KiB to 16 MiB")
    default boolean hasPackBytesWithinBounds() {
        long bytes = packBytesMax().asLongValue();
        return bytes >= 1L << 10 && bytes <= 16L << 20;
    }

    /** How the connection is kept. */
    @Valid
    Link link();

    /** What a stream that doesn't exist yet is created with. */
    Retention retention();

    /** How RabbitMQ is brought level with Kafka for the kinds that say {@code ack: journal}. */
    @Valid
    Relay relay();

    /** Who this service is for its neighbours, and who they are. */
    IdentityConfig identity();

    /** Whether single events are followed, and where to. */
    TracingConfig tracing();

    /** How RabbitMQ is brought level with Kafka for the kinds that say {@code ack: journal}. */
    interface Relay {
        /** Whether this instance takes part; if none does, RabbitMQ never gets the events of such kinds. */
        @WithDefault("true")
        boolean enabled();

        /** Kafka: {@code host:port}, several with commas between them. It needn't be there when the service starts. */
        String bootstrapServers();

        /** Bytes of a shard's events that wait for RabbitMQ, beyond which its journal isn't read on. 64 KiB to 1 GiB. */
        @WithDefault("4M")
        MemorySize waitingBytesMax();

        /** Whether it is within 64 KiB to 1 GiB. */
        @AssertTrue(message = "aguacero.rabbit-writer.relay.waiting-bytes-max isn't within 64 KiB to 1 GiB")
        default boolean hasWaitingBytesWithinBounds() {
            long bytes = waitingBytesMax().asLongValue();
            return bytes >= 64L << 10 && bytes <= 1L << 30;
        }

        /** How often the positions are committed; after a crash, what was relayed since is relayed again. */
        @WithDefault("1s")
        @DurationMin(millis = 10)
        @DurationMax(minutes = 10)
        Duration commitEvery();

        /**
         * Longest pause before a pack that wasn't confirmed is published again, or before Kafka is asked again after its
         * client gave up; the first pause is a sixteenth of it.
         */
        @WithDefault("1600ms")
        @DurationMin(millis = 16)
        @DurationMax(minutes = 1)
        Duration backoffMax();

        /** Settings of the Kafka client by their own names; the guarantees' own win. */
        Map<String, String> properties();
    }

    /** How the connection is kept. */
    interface Link {
        /** How long connecting may take. */
        @WithDefault("3s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration connectTimeout();

        /** Agreed with the broker; a peer that is silent for two of them is given up. */
        @WithDefault("5s")
        @DurationMin(seconds = 1)
        @DurationMax(minutes = 10)
        Duration heartbeat();

        /** Longest pause between two tries to connect; the first is a sixteenth of it. */
        @WithDefault("1s")
        @DurationMin(millis = 16)
        @DurationMax(minutes = 1)
        Duration backoffMax();
    }

    /** What a stream that doesn't exist yet is created with. */
    interface Retention {
        /**
         * Bytes of a stream beyond which its oldest segments go, each a quarter of it and at most 500 MB. 64 MiB to 100 TiB.
         */
        @WithDefault("20G")
        MemorySize bytesMax();

        /** Whether it is within 64 MiB to 100 TiB. */
        @AssertTrue(message = "aguacero.rabbit-writer.retention.bytes-max isn't within 64 MiB to 100 TiB")
        default boolean hasBytesWithinBounds() {
            long bytes = bytesMax().asLongValue();
            return bytes >= 64L << 20 && bytes <= 100L << 40;
        }

        /** Age beyond which a stream's segments go, as RabbitMQ writes it: {@code 7D}. Unset: by bytes alone. */
        Optional<String> ageMax();
    }
}

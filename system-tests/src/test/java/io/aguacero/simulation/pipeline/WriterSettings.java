package io.aguacero.simulation.pipeline;

import io.aguacero.delivery.identity.IdentityConfig;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.tracing.TracingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the simulated rabbit-writer. */
record WriterSettings(int shards, Duration deadline, int pack) implements RabbitWriterConfig {
    private static final MemorySize BYTES = new MemorySize(BigInteger.valueOf(100_000));

    @Override
    public URI uri() {
        return URI.create("amqp://simulated");
    }

    @Override
    public Duration silenceMax() {
        return Duration.ofMillis(500);
    }

    @Override
    public int batchEventsMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int inFlightEventsMax() {
        return Integer.MAX_VALUE;
    }

    @Override
    public MemorySize inFlightBytesMax() {
        return BYTES;
    }

    @Override
    public MemorySize packBytesMax() {
        return new MemorySize(BigInteger.valueOf(400));
    }

    @Override
    public Optional<Path> authorityFile() {
        return Optional.empty();
    }

    @Override
    public Relay relay() {
        throw new IllegalStateException("the relay isn't simulated");
    }

    @Override
    public IdentityConfig identity() {
        throw new IllegalStateException("the simulation has no sockets");
    }

    @Override
    public TracingConfig tracing() {
        throw new IllegalStateException("nothing is followed in the simulation");
    }

    @Override
    public Link link() {
        return new Link() {
            @Override
            public Duration connectTimeout() {
                return Duration.ofMillis(200);
            }

            @Override
            public Duration heartbeat() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration backoffMax() {
                return Duration.ofMillis(320);
            }
        };
    }

    @Override
    public Retention retention() {
        return new Retention() {
            @Override
            public MemorySize bytesMax() {
                return BYTES;
            }

            @Override
            public Optional<String> ageMax() {
                return Optional.empty();
            }
        };
    }
}

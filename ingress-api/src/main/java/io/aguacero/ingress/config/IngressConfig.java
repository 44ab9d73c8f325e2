package io.aguacero.ingress.config;

import io.aguacero.access.tokens.TokenConfig;
import io.aguacero.delivery.identity.IdentityConfig;
import io.aguacero.tracing.TracingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Everything that can be set on the door besides the HTTP server ({@code quarkus.http.*}). */
@ConfigMapping(prefix = "aguacero.ingress")
public interface IngressConfig {
    /** Directory of the event kinds, one folder a kind. A broken kind refuses the start. */
    Path kindsDirectory();

    /**
     * From a request's body being there until its answer; what isn't known by then is answered 503, unknown. Above the
     * hop's deadline and below the clients'.
     */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    @DurationMax(minutes = 1)
    Duration deadline();

    /** What clients are told to wait before they try again, in whole seconds. */
    @WithDefault("1s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 5)
    Duration retryAfter();

    /** Name of this door, by which its sums are told from those of others: a pod has its own. */
    @WithDefault("${HOSTNAME:ingress-api}")
    @NotBlank
    String instance();

    /** What is told of what was accepted. */
    Sums sums();

    /** Who may send. */
    Keys keys();

    /** Whose tokens may too. */
    TokenConfig tokens();

    /** What a request may be. */
    Limits limits();

    /** What a connection may be. Bytes of a head and of its first line, and idle time, are {@code quarkus.http.*}. */
    Connections connections();

    /** What the door holds at once; beyond it, 503 at once. */
    @WithName("in-flight") // or a refusal would name it inFlight
    InFlight inFlight();

    /** How bodies are read. */
    Reading reading();

    /** The way to the router. */
    Hop hop();

    /** Who this service is for its neighbours, and who they are. */
    IdentityConfig identity();

    /** Whether single events are followed, and where to. */
    Tracing tracing();

    /** Who may send. */
    interface Keys {
        /** The file of keys (docs/security.md). One that is missing or broken refuses the start. */
        Path file();

        /** Time between two looks at it: a key that is added or taken back is known so soon. */
        @WithDefault("2s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration reloadEvery();
    }

    /** What a request may be. */
    interface Limits {
        /** Most bytes of a body: 413 beyond, decided from Content-Length before the body is read. 1 KiB to 64 MiB. */
        @WithDefault("4M")
        MemorySize bodyBytesMax();

        /** Whether it is within 1 KiB to 64 MiB. */
        @AssertTrue(message = "aguacero.ingress.limits.body-bytes-max isn't within 1 KiB to 64 MiB")
        default boolean hasBodyBytesWithinBounds() {
            long bytes = bodyBytesMax().asLongValue();
            return bytes >= 1L << 10 && bytes <= 64L << 20;
        }

        /** Most events in one batch. */
        @WithDefault("10000")
        @Min(1)
        @Max(100_000)
        int itemsMax();

        /** Most bytes of one event. 256 bytes to 1 MiB. */
        @WithDefault("64K")
        MemorySize eventBytesMax();

        /** Whether it is within 256 bytes to 1 MiB. */
        @AssertTrue(message = "aguacero.ingress.limits.event-bytes-max isn't within 256 bytes to 1 MiB")
        default boolean hasEventBytesWithinBounds() {
            long bytes = eventBytesMax().asLongValue();
            return bytes >= 256 && bytes <= 1L << 20;
        }

        /**
         * How long a body may take to arrive: 503 and an end of the connection beyond. What is left of a refused body is
         * read and thrown away for as long.
         */
        @WithDefault("10s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration bodyTimeout();
    }

    /** What a connection may be. */
    interface Connections {
        /** Most connections at once; the next is closed before anything of it is read. */
        @WithDefault("5000")
        @Min(1)
        @Max(1_000_000)
        int max();

        /**
         * Most of them from one address. Behind a proxy all clients have its address: then not below what the proxy opens.
         * From {@code max} on it is without effect.
         */
        @WithDefault("2000")
        @Min(1)
        @Max(1_000_000)
        int perAddressMax();

        /** How long the head of a request may take from its first byte on; then its connection ends. */
        @WithDefault("10s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration headTimeout();

        /** Most lines of a head besides the request line: 431 beyond. */
        @WithDefault("100")
        @Min(10)
        @Max(10_000)
        int headerLinesMax();

        /** Most requests of a connection that wait for their answers; with the next one it ends. */
        @WithDefault("1000")
        @Min(1)
        @Max(100_000)
        int pipelineMax();
    }

    /** What the door holds at once. */
    interface InFlight {
        /** Most requests that are being read or wait for their answer. */
        @WithDefault("8192")
        @Min(1)
        @Max(1_000_000)
        int requestsMax();

        /** Most bytes of their bodies together; at least that of one body, at most 4 GiB. Memory use is up to ten times this. */
        @WithDefault("64M")
        MemorySize bytesMax();

        /** Whether it is within 1 KiB to 4 GiB. */
        @AssertTrue(message = "aguacero.ingress.in-flight.bytes-max isn't within 1 KiB to 4 GiB")
        default boolean hasBytesWithinBounds() {
            long bytes = bytesMax().asLongValue();
            return bytes >= 1L << 10 && bytes <= 4L << 30;
        }
    }

    /** How bodies are read. */
    interface Reading {
        /** Bodies up to this many bytes are read on the event loop, larger ones on worker threads. 0 to 1 MiB. */
        @WithDefault("64K")
        MemorySize eventLoopBytesMax();

        /** Whether it is within 0 to 1 MiB. */
        @AssertTrue(message = "aguacero.ingress.reading.event-loop-bytes-max isn't within 0 to 1 MiB")
        default boolean hasEventLoopBytesWithinBounds() {
            long bytes = eventLoopBytesMax().asLongValue();
            return bytes >= 0 && bytes <= 1L << 20;
        }

        /** Worker threads that read large bodies and write large answers. */
        @WithDefault("2")
        @Min(1)
        @Max(64)
        int threads();
    }

    /** The way to the router. */
    interface Hop {
        /** Where router-api is: {@code host:port}, several by commas; each host stands for all its addresses. */
        @WithDefault("127.0.0.1:8081")
        List<@Pattern(regexp = "[^:]+:[0-9]{1,5}", message = "isn't host:port") String> router();

        /** How batches go to the router: gRPC, or plain HTTP, which is there to be compared with it. */
        @WithDefault("grpc")
        Transport transport();

        /** Deadline of one call to the router; above the router's own (4.5 s), below the door's. */
        @WithDefault("4800ms")
        @DurationMin(millis = 50)
        @DurationMax(minutes = 1)
        Duration deadline();

        /** Most events in one call. */
        @WithDefault("2000")
        @Min(1)
        @Max(100_000)
        int batchEventsMax();

        /** Most bytes of events in one call; below the router's message limit. 1 KiB to 64 MiB. */
        @WithDefault("1M")
        MemorySize batchBytesMax();

        /** Whether it is within 1 KiB to 64 MiB. */
        @AssertTrue(message = "aguacero.ingress.hop.batch-bytes-max isn't within 1 KiB to 64 MiB")
        default boolean hasBatchBytesWithinBounds() {
            long bytes = batchBytesMax().asLongValue();
            return bytes >= 1L << 10 && bytes <= 64L << 20;
        }

        /** Calls under way at once for each router that is up; 1 gathers the largest batches. */
        @WithDefault("1")
        @Min(1)
        @Max(64)
        int batchesInFlightMax();

        /** Most events that wait for a call; at least the largest batch of a request. */
        @WithDefault("100000")
        @Min(1)
        @Max(10_000_000)
        int pendingEventsMax();

        /** How long a request waits for a call to the router; then it is refused as overload, not stored. */
        @WithDefault("1s")
        @DurationMin(millis = 1)
        @DurationMax(minutes = 1)
        Duration waitMax();

        /** How the instances of router-api are watched. */
        Instances instances();
    }

    /** What carries batches to the router. */
    enum Transport {
        /** HTTP/2, many calls on one connection. */
        GRPC,
        /** HTTP/1.1, a POST a batch, a call on each connection. */
        REST
    }

    /** How the instances of the next service are watched. */
    interface Instances {
        /** Pause between two questions to an instance whether it takes events: what it says is known so soon. */
        @WithDefault("250ms")
        @DurationMin(millis = 10)
        @DurationMax(seconds = 10)
        Duration askEvery();

        /**
         * An instance that answers nothing for so long after a question is down, and who waits for it hears so. Longer than
         * its pauses for garbage or of its machine; below the deadline of a call, or that is over first.
         */
        @WithDefault("3s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration silenceMax();

        /** Pause between two looks at which addresses the hosts' names stand for: a new instance is known so soon. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration resolveEvery();
    }

    /** What this door tells reconciliation. */
    interface Sums {
        /** Time between two records of what was accepted; a door that was killed leaves as much unknown. */
        @WithDefault("5s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 1)
        Duration interval();

        /** Most minutes of event time, over all kinds, in one record; beyond it the interval counts as unknown. */
        @WithDefault("2000")
        @Min(1)
        @Max(10_000)
        int minutesMax();

        /** Most events in one record that may be stored though they weren't accepted; beyond it as above. */
        @WithDefault("1000")
        @Min(0)
        @Max(10_000)
        int unresolvedMax();

        /** How long the end of the service waits until the last record is stored. */
        @WithDefault("2s")
        @DurationMin(millis = 100)
        @DurationMax(seconds = 10)
        Duration closeTimeout();
    }

    /** Whether single events are followed, and where to. */
    interface Tracing extends TracingConfig {
        /** Share of the requests that are followed, of those that come without a trace context: 0 to 1. */
        @WithDefault("0.01")
        @DecimalMin("0")
        @DecimalMax("1")
        double ratio();

        /** Most events of one request that are followed, its first ones. */
        @WithDefault("10")
        @Min(1)
        @Max(1_000)
        int requestEventsMax();
    }
}

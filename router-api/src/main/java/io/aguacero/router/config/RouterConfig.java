package io.aguacero.router.config;

import io.aguacero.delivery.identity.IdentityConfig;
import io.aguacero.tracing.TracingConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of router-api. */
@ConfigMapping(prefix = "aguacero.router")
public interface RouterConfig {
    /** Form of an address. */
    String ADDRESS = "[^:]+:[0-9]{1,5}";

    /** Directory of the event kinds, a folder each; the same as the ingress's. */
    Path kindsDirectory();

    /** Most events of one call; a larger batch is refused. At least what ingress-api puts into one. */
    @WithDefault("10000")
    @Min(1)
    @Max(100_000)
    int batchEventsMax();

    /**
     * How far a door's clock may be from this one; further, and its events are refused until the clocks agree. Longer than
     * the door's deadline. Two doors may be twice as far apart: no more than the minute that ids are kept beyond the horizon.
     */
    @WithDefault("30s")
    @DurationMin(seconds = 10)
    @DurationMax(seconds = 30)
    Duration clocksApartMax();

    /** The hop to each writer. */
    @Valid
    Writers writers();

    /** Who this service is for its neighbours, and who they are. */
    IdentityConfig identity();

    /** Whether single events are followed, and where to. */
    TracingConfig tracing();

    /** The hop to each writer. */
    interface Writers {
        /** Where kafka-writer is: {@code host:port}, several by commas; each host stands for all its addresses. */
        @WithDefault("127.0.0.1:8082")
        List<@Pattern(regexp = ADDRESS, message = "isn't host:port") String> kafka();

        /** Where rabbit-writer is, in the same form. */
        @WithDefault("127.0.0.1:8083")
        List<@Pattern(regexp = ADDRESS, message = "isn't host:port") String> rabbitmq();

        /** From sending a batch until its answer; above the writers' own deadline. */
        @WithDefault("4s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration callDeadline();

        /** The same with the wait for a slot; below the ingress's deadline for its call. */
        @WithDefault("4.3s")
        @DurationMin(millis = 100)
        @DurationMax(minutes = 5)
        Duration deadline();

        /** Most events of one call; at most the writers' own. */
        @WithDefault("10000")
        @Min(1)
        @Max(100_000)
        int batchEventsMax();

        /** Most bytes of one call; below the writers' {@code quarkus.grpc.server.max-inbound-message-size}. 64 KiB to 64 MiB. */
        @WithDefault("6M")
        MemorySize batchBytesMax();

        /** Whether it is within 64 KiB to 64 MiB. */
        @AssertTrue(message = "aguacero.router.writers.batch-bytes-max isn't within 64 KiB to 64 MiB")
        default boolean hasBatchBytesWithinBounds() {
            long bytes = batchBytesMax().asLongValue();
            return bytes >= 64L << 10 && bytes <= 64L << 20;
        }

        /** Calls under way at once for each writer of a path that is up; 1 gathers the largest batches. */
        @WithDefault("1")
        @Min(1)
        @Max(64)
        int batchesInFlightMax();

        /** Most events that wait for a call to a writer; beyond it a batch is refused as overload. */
        @WithDefault("40000")
        @Min(1)
        @Max(10_000_000)
        int pendingEventsMax();

        /** How long a batch waits for a call; then it is refused as overload, as the door has no time left for it. */
        @WithDefault("500ms")
        @DurationMin(millis = 1)
        @DurationMax(minutes = 1)
        Duration waitMax();

        /** How the instances of both writers are watched. */
        @Valid
        Instances instances();

        // Only what is named as a property is checked: get…, is…, has….
        /** Whether waiting has room for at least one batch. */
        @AssertTrue(message = "aguacero.router.writers.pending-events-max is below batch-events-max")
        default boolean hasRoomForABatch() {
            return pendingEventsMax() >= batchEventsMax();
        }

        /** Whether the whole wait is longer than one call. */
        @AssertTrue(message = "aguacero.router.writers.deadline is below call-deadline")
        default boolean hasTimeForACall() {
            return deadline().compareTo(callDeadline()) >= 0;
        }
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

        /** Whether an instance has time for an answer before the next question. */
        @AssertTrue(message = "aguacero.router.writers.instances.silence-max is below ask-every")
        default boolean hasTimeForAnAnswer() {
            return silenceMax().compareTo(askEvery()) >= 0;
        }
    }
}

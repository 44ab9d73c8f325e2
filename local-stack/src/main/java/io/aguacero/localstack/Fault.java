package io.aguacero.localstack;

import java.time.Duration;
import java.util.Locale;

/** What a {@link FaultProxy} does to what passes it. */
public sealed interface Fault {
    /** In a few words, for a report. */
    default String label() {
        return switch (this) {
            case Pass pass -> "nothing";
            case Refuse refuse -> "connections refused";
            case Reset reset -> "connections reset";
            case HalfOpen halfOpen -> "connections half-open";
            case Latency latency ->
                latency.mean().toMillis() + " ± " + latency.jitter().toMillis() + " ms late";
            case Drip drip -> drip.bytesPerSecond() + " bytes/s";
            case Stall stall -> "nothing passes " + stall.direction().name().toLowerCase(Locale.ROOT);
            case CutAfter cut -> "connections cut after " + cut.bytes() + " bytes";
        };
    }

    /** Which way bytes go. */
    enum Direction {
        /** From the client to the server. */
        FORTH,
        /** From the server to the client. */
        BACK
    }

    /** Nothing: what comes is passed on at once. */
    record Pass() implements Fault {}

    /** The port is closed, as that of a server that has ended; connections are reset. */
    record Refuse() implements Fault {}

    /** Connections are reset, new ones as soon as they are accepted. */
    record Reset() implements Fault {}

    /** Connections are accepted and nothing passes on them, as with a server that stands still or a network that drops. */
    record HalfOpen() implements Fault {}

    /** What comes is passed on later, in its order. */
    record Latency(Duration mean, Duration jitter) implements Fault {
        /** Refuses a jitter beyond the mean. */
        public Latency {
            if (jitter.isNegative() || jitter.compareTo(mean) > 0) {
                throw new IllegalArgumentException("jitter must be between 0 and the latency itself");
            }
        }
    }

    /** So many bytes a second, each way and connection, in small pieces. */
    record Drip(int bytesPerSecond) implements Fault {
        /** Refuses less than a byte a second. */
        public Drip {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("at least one byte a second");
            }
        }
    }

    /** One way nothing passes. */
    record Stall(Direction direction) implements Fault {}

    /** A connection is reset when so many bytes have passed on it, both ways together, since the fault began. */
    record CutAfter(long bytes) implements Fault {}
}

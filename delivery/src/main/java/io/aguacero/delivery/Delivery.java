package io.aguacero.delivery;

import io.aguacero.contracts.ErrorCode;

/** What became of one event. Worst status wins: it is {@link Delivered} only when every path of its route has stored it, or is pending. */
public sealed interface Delivery {
    /** What is known of each path. */
    PathStates paths();

    /**
     * Stored on every path of the route, or on Kafka with RabbitMQ pending.
     *
     * @param paths at least one stored, none anything but stored, not routed, or pending behind Kafka
     */
    record Delivered(PathStates paths) implements Delivery {
        /** Refuses states that don't say stored. */
        public Delivered {
            if (!paths.delivered()) {
                throw new IllegalArgumentException("not delivered: " + paths);
            }
        }
    }

    /**
     * A path will never take it as it is; sending it again is of no use.
     *
     * @param code one that isn't retryable
     */
    record Rejected(PathStates paths, ErrorCode code, String detail) implements Delivery {
        /** Refuses a retryable code. */
        public Rejected {
            if (code.retryable()) {
                throw new IllegalArgumentException(code + " may be retried: it isn't a rejection");
            }
        }
    }

    /**
     * Not stored, or not known to be stored, on at least one path; sending it again unchanged is safe.
     *
     * @param code a retryable one
     */
    record Unavailable(PathStates paths, ErrorCode code, String detail) implements Delivery {
        /** Refuses a code that isn't retryable. */
        public Unavailable {
            if (!code.retryable()) {
                throw new IllegalArgumentException(code + " can't be retried: it is a rejection");
            }
        }
    }
}

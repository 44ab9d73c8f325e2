package io.aguacero.chaos.checker;

import java.util.List;

/**
 * Something that doesn't agree.
 *
 * @param promise that is broken
 * @param what in a sentence
 * @param events concerned; of counts those that would explain the difference, the likeliest first
 */
public record Violation(Promise promise, String what, List<EventName> events) {
    /** What is promised. */
    public enum Promise {
        /** What was acknowledged is in every log of its kind. */
        STORED,
        /** The store holds the fold of the log. */
        COUNTED,
        /** The sums by which lost events are found are those of the log. */
        SUMMED,
        /** A log holds nothing that nobody sent. */
        SENT,
        /** RabbitMQ has what the journal alone acknowledged in the journal's order, key by key. */
        ORDERED,
        /** Each request gets an answer that says what to do. */
        ANSWERED,
        /** What can't be counted is a dead letter, and nothing else is. */
        DEAD_LETTERED,
        /** The log is applied up to its end. */
        CAUGHT_UP
    }

    @Override
    public String toString() {
        return promise + ": " + what + (events.isEmpty() ? "" : "; events: " + events);
    }
}

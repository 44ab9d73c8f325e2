package io.aguacero.ingress.reading;

import io.aguacero.ingress.Refusal;

/** What came of reading a body as a whole; its items went to whoever asked for them. */
public sealed interface BodyReading {
    /** One event, or what was to be one. */
    record Single() implements BodyReading {}

    /** At least one item. */
    record Batch() implements BodyReading {}

    /** None of its items counts, though some may have been handed over before that was known. */
    record Unusable(Refusal refusal) implements BodyReading {}
}

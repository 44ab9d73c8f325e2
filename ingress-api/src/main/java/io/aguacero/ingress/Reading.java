package io.aguacero.ingress;

import org.jspecify.annotations.Nullable;

/** What came of reading one item of a body. */
public sealed interface Reading {
    /** It has the form of an event. */
    record Read(Submission submission) implements Reading {}

    /**
     * It hasn't.
     *
     * @param id the client's id where it could be read
     */
    record Unreadable(@Nullable String id, Refusal refusal) implements Reading {}
}

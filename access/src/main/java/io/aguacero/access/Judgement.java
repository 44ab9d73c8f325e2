package io.aguacero.access;

import org.jspecify.annotations.Nullable;

/** What an {@code Authorization} header is worth. */
public sealed interface Judgement {
    /** It is a key that is in force, or a token that holds. */
    record Known(Caller caller, Quota quota) implements Judgement {}

    /**
     * It isn't, or not for this.
     *
     * @param subject name of the key, or the subject of the token; null when it is none of ours
     */
    record Refused(Reason reason, @Nullable String subject) implements Judgement {}
}

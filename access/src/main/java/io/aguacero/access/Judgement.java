package io.aguacero.access;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an {@code Authorization} header is worth. */
public sealed interface Judgement {
    /** That is known. */
    sealed interface Settled extends Judgement {}

    /** It is a key that is in force, or a token that holds. */
    record Known(Caller caller, Quota quota) implements Settled {}

    /**
     * It isn't, or not for this.
     *
     * @param subject name of the key, or the subject of the token; null when it is none of ours
     */
    record Refused(Reason reason, @Nullable String subject) implements Settled {}

    /**
     * It is a token by a key that the identity provider is just being asked about.
     *
     * @param answered completes when that is over, in bounded time and on any thread; then it is to be judged again
     */
    record Later(CompletionStage<Void> answered) implements Judgement {}
}

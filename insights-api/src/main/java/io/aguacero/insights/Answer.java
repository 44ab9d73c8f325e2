package io.aguacero.insights;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What comes of a question: a value, or a refusal that says why.
 *
 * @param <T> what is asked for
 */
public sealed interface Answer<T> {
    /** The question has an answer. */
    record Given<T>(T value) implements Answer<T> {}

    /** The question can't be answered, now or ever. */
    record Refused<T>(QueryRefusal refusal) implements Answer<T> {}

    /** An answer made from this one's value; a refusal stays what it is. */
    default <R> Answer<R> map(Function<? super T, ? extends R> made) {
        return switch (this) {
            case Given<T>(T value) -> new Given<>(made.apply(value));
            case Refused<T>(QueryRefusal refusal) -> new Refused<>(refusal);
        };
    }

    /** The same, unless there is something against its value. */
    default Answer<T> unless(Function<? super T, Optional<QueryRefusal>> refusal) {
        return switch (this) {
            case Given<T>(T value) ->
                refusal.apply(value).<Answer<T>>map(Refused::new).orElse(this);
            case Refused<T> refused -> refused;
        };
    }

    /** Goes on with an answer's value; a refusal stays what it is. */
    static <T, R> CompletionStage<Answer<R>> compose(
            CompletionStage<Answer<T>> stage, Function<T, CompletionStage<Answer<R>>> next) {
        return stage.thenCompose(answer -> switch (answer) {
            case Given<T>(T value) -> next.apply(value);
            case Refused<T>(QueryRefusal refusal) -> CompletableFuture.completedStage(new Refused<>(refusal));
        });
    }
}

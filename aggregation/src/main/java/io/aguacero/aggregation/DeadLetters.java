package io.aguacero.aggregation;

import java.util.concurrent.CompletionStage;

/** Where events go that can't be counted. */
public interface DeadLetters {
    /**
     * Writes a letter, while others may be in flight. The stage never completes exceptionally and always completes
     * within the writer's own deadline: with true once the broker has confirmed, with false when it isn't known to have
     * the letter. After false the shard stops and the letter is given again, so it may be stored twice.
     */
    CompletionStage<Boolean> write(DeadLetter letter);
}

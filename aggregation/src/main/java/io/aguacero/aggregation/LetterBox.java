package io.aguacero.aggregation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Has dead letters confirmed, a bounded number at once. What is confirmed isn't written again when the same records come
 * again, as they do after each failure of the store. Not safe for threads; one delivery at a time.
 */
final class LetterBox {
    private static final int IN_FLIGHT_MAX = 64;

    private final DeadLetters deadLetters;
    private final ApplyListener listener;
    private long confirmedOffset = -1;
    private int confirmedIndex = -1;

    LetterBox(DeadLetters deadLetters, ApplyListener listener) {
        this.deadLetters = deadLetters;
        this.listener = listener;
    }

    /** Forgets what is confirmed: the log may be another one. */
    void reset() {
        confirmedOffset = -1;
        confirmedIndex = -1;
    }

    /** Writes letters, given in the order of the log; true once all are confirmed. */
    CompletionStage<Boolean> deliver(List<DeadLetter> letters) {
        List<DeadLetter> open = letters.stream().filter(this::unconfirmed).toList();
        return deliverFrom(open, 0);
    }

    private boolean unconfirmed(DeadLetter letter) {
        return letter.offset() > confirmedOffset
                || (letter.offset() == confirmedOffset && letter.index() > confirmedIndex);
    }

    private CompletionStage<Boolean> deliverFrom(List<DeadLetter> letters, int first) {
        if (first == letters.size()) {
            return CompletableFuture.completedStage(true);
        }
        List<DeadLetter> now = letters.subList(first, Math.min(letters.size(), first + IN_FLIGHT_MAX));
        List<CompletableFuture<Boolean>> answers = new ArrayList<>(now.size());
        for (DeadLetter letter : now) {
            answers.add(deadLetters.write(letter).toCompletableFuture());
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenCompose(all -> {
                    if (!answers.stream().allMatch(answer -> answer.getNow(false))) {
                        return CompletableFuture.completedStage(false);
                    }
                    confirmed(now);
                    return deliverFrom(letters, first + now.size());
                });
    }

    private void confirmed(List<DeadLetter> letters) {
        confirmedOffset = letters.getLast().offset();
        confirmedIndex = letters.getLast().index();
        letters.forEach(letter -> listener.deadLettered(letter.code()));
    }
}

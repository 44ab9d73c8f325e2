package io.aguacero.insights.letters;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.insights.Answer;
import io.aguacero.insights.LetterPlace;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends the events of dead letters through the door again, when somebody asks for it and never by itself. It changes
 * nothing in the store: there the consumer sees whether the letter still waits, so a replay counts once however often it
 * is sent. Safe for any thread.
 */
public final class LetterReplay {
    /** Letters on their way to the door at once. */
    private static final int AT_ONCE = 16;

    private final LetterReading reading;
    private final Door door;

    /** Replays what that reading finds. */
    public LetterReplay(LetterReading reading, Door door) {
        this.reading = reading;
        this.door = door;
    }

    /** What became of one letter; without a refusal its event is stored again. */
    public record Replayed(LetterId letter, Optional<QueryRefusal> refusal) {}

    /**
     * What became of several.
     *
     * @param next where another call goes on; empty when all have been tried
     */
    public record Round(List<Replayed> letters, Optional<LetterPlace> next) {}

    /**
     * Replays one letter.
     *
     * @param mended see {@link ReplayDocument}
     */
    public CompletionStage<Answer<Replayed>> one(LetterId id, byte[] mended, Replayer replayer) {
        return Answer.compose(reading.find(id, replayer.letters()), listed -> {
            if (!listed.waiting()) {
                return CompletableFuture.completedStage(LetterReading.refused(
                        ErrorCode.LETTER_NOT_WAITING,
                        "the letter doesn't wait: it was replayed, its event is counted, or it was given up again"));
            }
            return send(listed.letter(), mended, replayer)
                    .thenApply(replayed -> replayed.refusal()
                            .<Answer<Replayed>>map(Answer.Refused::new)
                            .orElseGet(() -> new Answer.Given<>(replayed)));
        });
    }

    /**
     * Replays the letters that wait and match, each once, at most {@value LettersQuery#LIMIT_MAX}; stops where the door
     * can't take them now. What fails again meanwhile is a new letter, which isn't among them.
     */
    public CompletionStage<Answer<Round>> all(LettersQuery query, Replayer replayer) {
        return Answer.compose(
                reading.page(query.ofWaiting()), page -> sendFrom(page, 0, new ArrayList<>(), query.from(), replayer));
    }

    private CompletionStage<Answer<Round>> sendFrom(
            LetterPage page, int first, List<Replayed> sofar, LetterPlace place, Replayer replayer) {
        if (first == page.letters().size()) {
            return CompletableFuture.completedStage(new Answer.Given<>(new Round(sofar, page.next())));
        }
        List<StoredLetter> now =
                page.letters().subList(first, Math.min(page.letters().size(), first + AT_ONCE)).stream()
                        .map(LetterPage.Listed::letter)
                        .toList();
        CompletionStage<List<Replayed>> all = CompletableFuture.completedStage(sofar);
        for (StoredLetter letter : now) {
            all = all.thenCombine(send(letter, new byte[0], replayer), (list, one) -> {
                list.add(one);
                return list;
            });
        }
        return all.thenCompose(list -> {
            if (list.subList(first, list.size()).stream().anyMatch(LetterReplay::mayBeTriedAgain)) {
                return CompletableFuture.completedStage(new Answer.Given<>(new Round(list, Optional.of(place))));
            }
            StoredLetter last = now.getLast();
            return sendFrom(
                    page, first + now.size(), list, new LetterPlace(last.id().path(), last.position() + 1), replayer);
        });
    }

    private static boolean mayBeTriedAgain(Replayed replayed) {
        return replayed.refusal().filter(refusal -> refusal.code().retryable()).isPresent();
    }

    private CompletionStage<Replayed> send(StoredLetter letter, byte[] mended, Replayer replayer) {
        return switch (ReplayDocument.of(letter, mended, replayer.tenant())) {
            case Answer.Given<byte[]>(byte[] document) ->
                door.send(document, replayer).thenApply(refusal -> new Replayed(letter.id(), refusal));
            case Answer.Refused<byte[]>(QueryRefusal refusal) ->
                CompletableFuture.completedStage(new Replayed(letter.id(), Optional.of(refusal)));
        };
    }
}

package io.aguacero.insights.letters;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.insights.Answer;
import io.aguacero.insights.LetterPlace;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds dead letters where they stand, reading the log each time: they are rare, and nobody has to keep an index right. A
 * bounded number of questions at once. Safe for any thread.
 */
public final class LetterReading {
    /** Letters read at once to see whether they wait, and bytes of them; an answer may hold no more bytes either. */
    private static final int CANDIDATES_MAX = 1_000;

    private static final long BYTES_MAX = 4 << 20;

    private final Map<DeliveryPath, LetterLog> logs;
    private final WaitingLetters store;
    private final Executor readers;
    private final Duration patience;
    private final Semaphore free;

    /**
     * @param readers where reading may block
     * @param patience how long one question may read
     * @param atOnceMax most questions at once
     */
    public LetterReading(
            Map<DeliveryPath, LetterLog> logs,
            WaitingLetters store,
            Executor readers,
            Duration patience,
            int atOnceMax) {
        this.logs = logs;
        this.store = store;
        this.readers = readers;
        this.patience = patience;
        this.free = new Semaphore(atOnceMax);
    }

    /** A page; it may hold fewer letters than asked for, and still have a next one. */
    public CompletionStage<Answer<LetterPage>> page(LettersQuery query) {
        long end = System.nanoTime() + patience.toNanos();
        return bounded(() -> fill(query, query.from(), new ArrayList<>(), end));
    }

    /**
     * One letter.
     *
     * @param tenant whose letter it may be; empty for anybody's. One of another tenant isn't found
     */
    public CompletionStage<Answer<LetterPage.Listed>> find(LetterId id, Optional<String> tenant) {
        return bounded(() -> Answer.compose(
                scanning(
                        new LetterPlace(id.path(), 0),
                        letter -> letter.id().equals(id) && ofTenant(tenant, letter),
                        1,
                        patience),
                scan -> listed(scan.letters()).thenApply(answer -> switch (answer) {
                    case Answer.Refused<List<LetterPage.Listed>>(QueryRefusal refusal) -> new Answer.Refused<>(refusal);
                    case Answer.Given<List<LetterPage.Listed>>(var found) ->
                        found.isEmpty() ? notFound(scan) : new Answer.Given<>(found.getFirst());
                })));
    }

    /** A path's letters that are wanted, at most a thousand; with a next place when it didn't come to the end. */
    public CompletionStage<Answer<LetterPage>> matching(DeliveryPath path, Predicate<StoredLetter> wanted) {
        return bounded(() -> Answer.compose(
                scanning(new LetterPlace(path, 0), wanted, CANDIDATES_MAX, patience),
                scan -> listed(scan.letters())
                        .thenApply(answer -> answer.map(listed -> new LetterPage(
                                listed,
                                scan.stopped()
                                        ? Optional.of(new LetterPlace(path, scan.next()))
                                        : Optional.empty())))));
    }

    private CompletionStage<Answer<LetterPage>> fill(
            LettersQuery query, LetterPlace from, List<LetterPage.Listed> sofar, long end) {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        return Answer.compose(
                scanning(from, letter -> matches(query, letter), CANDIDATES_MAX, left),
                scan -> Answer.compose(listed(scan.letters()), listed -> {
                    for (LetterPage.Listed one : listed) {
                        if (query.waiting()
                                .filter(wanted -> wanted != one.waiting())
                                .isEmpty()) {
                            sofar.add(one);
                        }
                        if (sofar.size() == query.limit()) {
                            long position = one.letter().position() + 1;
                            return given(sofar, Optional.of(new LetterPlace(from.path(), position)));
                        }
                    }
                    Optional<LetterPlace> next = next(query, from.path(), scan);
                    boolean enough = next.isEmpty() || bytes(sofar) >= BYTES_MAX || System.nanoTime() - end > 0;
                    return enough ? given(sofar, next) : fill(query, next.get(), sofar, end);
                }));
    }

    private static Optional<LetterPlace> next(LettersQuery query, DeliveryPath path, LetterScan scan) {
        if (scan.stopped()) {
            return Optional.of(new LetterPlace(path, scan.next()));
        }
        return query.paths().stream()
                .filter(other -> other.compareTo(path) > 0)
                .sorted()
                .findFirst()
                .map(other -> new LetterPlace(other, 0));
    }

    private static CompletionStage<Answer<LetterPage>> given(
            List<LetterPage.Listed> letters, Optional<LetterPlace> next) {
        return CompletableFuture.completedStage(new Answer.Given<>(new LetterPage(List.copyOf(letters), next)));
    }

    private static long bytes(List<LetterPage.Listed> letters) {
        return letters.stream().mapToLong(one -> one.letter().original().size()).sum();
    }

    private static boolean matches(LettersQuery query, StoredLetter letter) {
        return ofTenant(query.tenant(), letter)
                && query.code().filter(code -> !code.equals(letter.code())).isEmpty()
                && (query.kind().isEmpty()
                        || (letter.event() != null
                                && letter.event().getKind().equals(query.kind().get())));
    }

    private static boolean ofTenant(Optional<String> tenant, StoredLetter letter) {
        return tenant.isEmpty()
                || (letter.event() != null && letter.event().getTenant().equals(tenant.get()));
    }

    private CompletionStage<Answer<List<LetterPage.Listed>>> listed(List<StoredLetter> letters) {
        return store.among(letters.stream().map(StoredLetter::id).toList())
                .thenApply(answer -> answer.map((Set<LetterId> waiting) -> letters.stream()
                        .map(letter -> new LetterPage.Listed(letter, waiting.contains(letter.id())))
                        .toList()));
    }

    private CompletionStage<Answer<LetterScan>> scanning(
            LetterPlace from, Predicate<StoredLetter> wanted, int lettersMax, Duration patienceLeft) {
        LetterScan scan = new LetterScan(from.position(), wanted, lettersMax, BYTES_MAX, patienceLeft);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        logs.get(from.path()).read(scan.begin(), scan);
                        return new Answer.Given<>(scan);
                    } catch (IOException e) {
                        return refused(
                                ErrorCode.LOG_UNAVAILABLE,
                                "the dead letters of path " + from.path().label() + " can't be read now: "
                                        + e.getMessage());
                    }
                },
                readers);
    }

    private Answer<LetterPage.Listed> notFound(LetterScan scan) {
        return scan.stopped()
                ? refused(ErrorCode.LOG_UNAVAILABLE, "it isn't found within " + patience.toSeconds() + " s of reading")
                : refused(ErrorCode.UNKNOWN_LETTER, "no such dead letter stands on its broker, or not any more");
    }

    private <T> CompletionStage<Answer<T>> bounded(Supplier<CompletionStage<Answer<T>>> question) {
        if (!free.tryAcquire()) {
            return CompletableFuture.completedStage(
                    refused(ErrorCode.OVERLOADED, "as many questions for dead letters as may be are being answered"));
        }
        return question.get().whenComplete((answer, defect) -> free.release());
    }

    static <T> Answer<T> refused(ErrorCode code, String detail) {
        return new Answer.Refused<>(QueryRefusal.of(code, detail));
    }
}

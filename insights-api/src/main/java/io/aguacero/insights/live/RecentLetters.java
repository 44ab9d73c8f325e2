package io.aguacero.insights.live;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.Answer;
import io.aguacero.insights.LetterPlace;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.LetterPage;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.letters.StoredLetter;
import io.aguacero.insights.letters.WaitingLetters;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The newest dead letters. The logs are read on from where they were left, and only when the store's count of those that
 * wait has changed, as letters are rare. Its stages never complete exceptionally. Safe for any thread.
 */
public final class RecentLetters {
    private static final int KEPT = 8;
    private static final int PAGES_MAX = 5;

    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final LetterReading reading;
    private final WaitingLetters store;
    private final Map<DeliveryPath, Long> positions = new EnumMap<>(DeliveryPath.class);
    private final Deque<StoredLetter> newest = new ArrayDeque<>();
    private Map<DeliveryPath, Long> seen = Map.of();
    private boolean behind = true;
    private boolean catchingUp;
    private @Nullable QueryRefusal problem;
    private long failedAt;

    /** Nothing is read yet. */
    public RecentLetters(LetterReading reading, WaitingLetters store) {
        this.reading = reading;
        this.store = store;
    }

    /**
     * The newest letters, the latest first.
     *
     * @param waiting how many wait on each path
     * @param newest at most eight
     */
    public record Reading(Map<DeliveryPath, Long> waiting, List<StoredLetter> newest) {}

    /** What is known now; a broker that is slow to tell its letters holds up nobody. */
    CompletionStage<Answer<Reading>> read() {
        return Answer.compose(store.counts(), counts -> {
            if (due(counts)) {
                var unused = catchUp().whenComplete((whole, defect) -> caughtUp(counts, whole));
            }
            return CompletableFuture.completedStage(known(counts));
        });
    }

    private synchronized boolean due(Map<DeliveryPath, Long> counts) {
        boolean wanted = behind || !counts.equals(seen);
        boolean rested = problem == null || System.nanoTime() - failedAt > PAUSE_NANOS;
        if (catchingUp || !wanted || !rested) {
            return false;
        }
        catchingUp = true;
        return true;
    }

    private synchronized void caughtUp(Map<DeliveryPath, Long> counts, @Nullable Answer<Boolean> whole) {
        catchingUp = false;
        switch (whole) {
            case Answer.Given<Boolean>(Boolean all) -> {
                behind = !all;
                seen = counts;
                problem = null;
            }
            case Answer.Refused<Boolean>(QueryRefusal refusal) -> fail(refusal);
            case null -> fail(QueryRefusal.of(ErrorCode.INTERNAL, "the dead letters can't be read"));
        }
    }

    private void fail(QueryRefusal refusal) {
        behind = true;
        problem = refusal;
        failedAt = System.nanoTime();
    }

    private synchronized Answer<Reading> known(Map<DeliveryPath, Long> counts) {
        if (problem != null) {
            return new Answer.Refused<>(problem);
        }
        List<StoredLetter> all = new ArrayList<>(newest);
        all.sort(Comparator.comparing(StoredLetter::failedAt).reversed());
        return new Answer.Given<>(new Reading(counts, all.stream().limit(KEPT).toList()));
    }

    private CompletionStage<Answer<Boolean>> catchUp() {
        return Answer.compose(
                readOn(DeliveryPath.KAFKA, PAGES_MAX),
                kafka -> readOn(DeliveryPath.RABBITMQ, PAGES_MAX)
                        .thenApply(answer -> answer.map(whole -> kafka && whole)));
    }

    /** Whether the log's end was reached. */
    private CompletionStage<Answer<Boolean>> readOn(DeliveryPath path, int pagesLeft) {
        LettersQuery query = new LettersQuery(
                Set.of(path),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new LetterPlace(path, position(path)),
                LettersQuery.LIMIT_MAX);
        return reading.page(query).thenCompose(answer -> switch (answer) {
            case Answer.Refused<LetterPage>(QueryRefusal refusal) ->
                CompletableFuture.completedStage(new Answer.Refused<>(refusal));
            case Answer.Given<LetterPage>(LetterPage page) -> {
                page.letters().forEach(listed -> keep(path, listed.letter()));
                boolean more = page.next().isPresent();
                yield more && pagesLeft > 1
                        ? readOn(path, pagesLeft - 1)
                        : CompletableFuture.completedStage(new Answer.Given<>(!more));
            }
        });
    }

    private synchronized long position(DeliveryPath path) {
        return positions.getOrDefault(path, 0L);
    }

    private synchronized void keep(DeliveryPath path, StoredLetter letter) {
        positions.merge(path, letter.position() + 1, Math::max);
        newest.addLast(letter);
        long ofPath = newest.stream().filter(one -> one.id().path() == path).count();
        if (ofPath > KEPT) {
            newest.stream().filter(one -> one.id().path() == path).findFirst().ifPresent(newest::remove);
        }
    }
}

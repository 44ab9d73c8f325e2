package io.aguacero.insights.lineage;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.Answer;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.LetterPage;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.reconciliation.LogFeed;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Tells an event's way: reads both logs around its time, then asks the store, then looks for dead letters, in this order,
 * so that what the store has passed was read. A bounded number of questions at once. Safe for any thread.
 */
public final class Lineage {
    private final Map<DeliveryPath, LogFeed.Source> logs;
    private final EventMemory memory;
    private final LetterReading letters;
    private final Executor readers;
    private final LineageLimits limits;
    private final Semaphore free;

    /**
     * @param logs of every path
     * @param readers where reading may block
     */
    public Lineage(
            Map<DeliveryPath, LogFeed.Source> logs,
            EventMemory memory,
            LetterReading letters,
            Executor readers,
            LineageLimits limits) {
        this.logs = logs;
        this.memory = memory;
        this.letters = letters;
        this.readers = readers;
        this.limits = limits;
        this.free = new Semaphore(limits.atOnceMax());
    }

    /** The way of the event; refused when neither log, store nor dead letters know it. Never completes exceptionally. */
    public CompletionStage<Answer<EventWay>> of(EventQuery query) {
        if (!free.tryAcquire()) {
            return refused(ErrorCode.OVERLOADED, "as many questions for events as may be are being answered");
        }
        return searched(query)
                .thenCompose(found -> judged(query, found))
                .whenComplete((answer, defect) -> free.release());
    }

    private CompletionStage<Map<DeliveryPath, LogSearch.Found>> searched(EventQuery query) {
        CompletionStage<Map<DeliveryPath, LogSearch.Found>> all =
                CompletableFuture.completedStage(new EnumMap<>(DeliveryPath.class));
        for (DeliveryPath path : query.kind().paths()) {
            all = all.thenCombine(
                    CompletableFuture.supplyAsync(() -> new LogSearch(query, limits).search(logs.get(path)), readers),
                    (map, found) -> {
                        map.put(path, found);
                        return map;
                    });
        }
        return all;
    }

    private CompletionStage<Answer<EventWay>> judged(EventQuery query, Map<DeliveryPath, LogSearch.Found> found) {
        if (found.values().stream().allMatch(each -> each.failure() != null)) {
            return refused(
                    ErrorCode.LOG_UNAVAILABLE,
                    "no log can be read now: "
                            + found.values().iterator().next().failure());
        }
        IdLookup lookup = new IdLookup(
                query,
                found.values().stream()
                        .map(LogSearch.Found::places)
                        .flatMap(Collection::stream)
                        .toList());
        CompletionStage<Answer<Map<DeliveryPath, PathWay>>> ways =
                CompletableFuture.completedStage(new Answer.Given<>(new EnumMap<>(DeliveryPath.class)));
        for (Map.Entry<DeliveryPath, LogSearch.Found> each : found.entrySet()) {
            ways = Answer.compose(
                    ways,
                    map -> onPath(query, each.getKey(), each.getValue(), lookup)
                            .thenApply(answer -> answer.map(way -> {
                                map.put(each.getKey(), way);
                                return map;
                            })));
        }
        return Answer.compose(ways, map -> known(new EventWay(query, map)));
    }

    private CompletionStage<Answer<PathWay>> onPath(
            EventQuery query, DeliveryPath path, LogSearch.Found found, IdLookup lookup) {
        return Answer.compose(memory.of(path, query, lookup.starts()), shards -> {
            PathWay.Evidence evidence = new PathWay.Evidence(query, path, found, lookup, shards);
            return evidence.asksForLetters()
                    ? letters.matching(path, evidence::isOfEvent).thenApply(read -> withLetters(evidence, read))
                    : CompletableFuture.completedStage(new Answer.Given<>(PathWay.of(evidence, List.of(), null)));
        });
    }

    private static Answer<PathWay> withLetters(PathWay.Evidence evidence, Answer<LetterPage> read) {
        return switch (read) {
            case Answer.Given<LetterPage>(LetterPage page) ->
                new Answer.Given<>(PathWay.of(
                        evidence,
                        page.letters(),
                        page.next().isPresent() ? "there are more than can be read at once" : null));
            case Answer.Refused<LetterPage>(QueryRefusal refusal) ->
                refusal.code() == ErrorCode.LOG_UNAVAILABLE
                        ? new Answer.Given<>(PathWay.of(evidence, List.of(), refusal.detail()))
                        : new Answer.Refused<>(refusal);
        };
    }

    private static CompletionStage<Answer<EventWay>> known(EventWay way) {
        return way.paths().values().stream().allMatch(path -> path.status() == WayStatus.ABSENT)
                ? refused(
                        ErrorCode.UNKNOWN_EVENT,
                        "no log, as far as it is kept, holds it in the time that was searched; no store remembers it")
                : CompletableFuture.completedStage(new Answer.Given<>(way));
    }

    private static <T> CompletionStage<Answer<T>> refused(ErrorCode code, String detail) {
        return CompletableFuture.completedStage(new Answer.Refused<>(QueryRefusal.of(code, detail)));
    }
}

package io.aguacero.insights;

import io.aguacero.aggregation.read.AggregateReader;
import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.aggregation.read.WindowsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from the store, a bounded number at once. Its stages never complete exceptionally. Safe for any
 * thread.
 */
public final class Insights {
    private final AggregateReader reader;
    private final Semaphore free;

    /**
     * @param reader of the store; its deadline bounds each reading
     * @param readsInFlightMax most questions at once, at least 1
     */
    public Insights(AggregateReader reader, int readsInFlightMax) {
        this.reader = reader;
        this.free = new Semaphore(readsInFlightMax);
    }

    /** What the paths have counted in total. */
    public record Totals(TotalsQuery query, Map<DeliveryPath, TotalsReading.Totals> paths) {}

    /**
     * What the paths have counted window by window, at most {@value AggregateReader#WINDOWS_MAX} of each.
     *
     * @param next the {@code from} of the following page; null on the last
     */
    public record Windows(
            WindowsQuery query,
            Map<DeliveryPath, WindowsReading.Page> paths,
            @Nullable Instant next) {}

    /** Totals of one grouping. */
    public CompletionStage<Answer<Totals>> totals(TotalsQuery query) {
        return bounded(() -> read(query));
    }

    /** Totals of every grouping of every kind, one grouping after the other: as a whole it is no snapshot. */
    public CompletionStage<Answer<List<Totals>>> everything(KindCatalog catalog) {
        List<TotalsQuery> queries = new ArrayList<>();
        for (EventKind kind : catalog.kinds()) {
            queries.add(new TotalsQuery(kind, Optional.empty(), kind.paths()));
            kind.aggregate()
                    .groups()
                    .forEach(group -> queries.add(new TotalsQuery(kind, Optional.of(group), kind.paths())));
        }
        return totals(queries);
    }

    /** Totals of several groupings, one after the other: as a whole it is no snapshot. */
    public CompletionStage<Answer<List<Totals>>> totals(List<TotalsQuery> queries) {
        return bounded(() -> readInTurn(queries, new ArrayList<>()));
    }

    /** A page of windows, cut where the first of the paths has filled its page. */
    public CompletionStage<Answer<Windows>> windows(WindowsQuery query) {
        return bounded(() -> ofEach(
                        query.paths(),
                        path -> reader.windows(
                                path,
                                query.kind(),
                                query.window(),
                                query.grouping().orElse(null),
                                query.from(),
                                query.to(),
                                AggregateReader.WINDOWS_MAX))
                .thenApply(readings -> pageOf(query, readings)));
    }

    private <T> CompletionStage<Answer<T>> bounded(Supplier<CompletionStage<Answer<T>>> reading) {
        if (!free.tryAcquire()) {
            return CompletableFuture.completedStage(new Answer.Refused<>(QueryRefusal.of(
                    ErrorCode.OVERLOADED, "as many questions as may be asked at once are being answered")));
        }
        return reading.get().whenComplete((answer, defect) -> free.release());
    }

    private CompletionStage<Answer<Totals>> read(TotalsQuery query) {
        return ofEach(
                        query.paths(),
                        path -> reader.totals(
                                path, query.kind(), query.grouping().orElse(null)))
                .thenApply(readings -> totalsOf(query, readings));
    }

    private CompletionStage<Answer<List<Totals>>> readInTurn(List<TotalsQuery> queries, List<Totals> sofar) {
        if (sofar.size() == queries.size()) {
            return CompletableFuture.completedStage(new Answer.Given<>(sofar));
        }
        return read(queries.get(sofar.size())).thenCompose(answer -> switch (answer) {
            case Answer.Refused<Totals>(QueryRefusal refusal) ->
                CompletableFuture.completedStage(new Answer.Refused<>(refusal));
            case Answer.Given<Totals>(Totals totals) -> {
                sofar.add(totals);
                yield readInTurn(queries, sofar);
            }
        });
    }

    private static Answer<Totals> totalsOf(TotalsQuery query, Map<DeliveryPath, TotalsReading> readings) {
        Map<DeliveryPath, TotalsReading.Totals> paths = new EnumMap<>(DeliveryPath.class);
        for (var reading : readings.entrySet()) {
            switch (reading.getValue()) {
                case TotalsReading.Totals totals -> paths.put(reading.getKey(), totals);
                case TotalsReading.StoreDown(String reason) -> {
                    return storeDown(reason);
                }
            }
        }
        return new Answer.Given<>(new Totals(query, paths));
    }

    private static Answer<Windows> pageOf(WindowsQuery query, Map<DeliveryPath, WindowsReading> readings) {
        Map<DeliveryPath, WindowsReading.Page> pages = new EnumMap<>(DeliveryPath.class);
        Instant next = null;
        for (var reading : readings.entrySet()) {
            switch (reading.getValue()) {
                case WindowsReading.Page page -> {
                    pages.put(reading.getKey(), page);
                    next = earlier(next, page.next());
                }
                case WindowsReading.Expired(Instant oldest) -> {
                    return expired(reading.getKey(), oldest);
                }
                case WindowsReading.StoreDown(String reason) -> {
                    return storeDown(reason);
                }
            }
        }
        Instant cut = next;
        pages.replaceAll((path, page) -> cut == null ? page : before(cut, page));
        return new Answer.Given<>(new Windows(query, pages, cut));
    }

    private static WindowsReading.Page before(Instant cut, WindowsReading.Page page) {
        return new WindowsReading.Page(
                page.complete(),
                page.windows().stream()
                        .filter(window -> window.start().isBefore(cut))
                        .toList(),
                cut);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    /** Reads all paths at the same time; the map has each of them when the stage completes. */
    private static <R> CompletionStage<Map<DeliveryPath, R>> ofEach(
            Iterable<DeliveryPath> paths, Function<DeliveryPath, CompletionStage<R>> reading) {
        CompletionStage<Map<DeliveryPath, R>> all = CompletableFuture.completedStage(new EnumMap<>(DeliveryPath.class));
        for (DeliveryPath path : paths) {
            all = all.thenCombine(reading.apply(path), (map, one) -> {
                map.put(path, one);
                return map;
            });
        }
        return all;
    }

    private static <T> Answer<T> storeDown(String reason) {
        return new Answer.Refused<>(
                QueryRefusal.of(ErrorCode.STORE_UNAVAILABLE, "the store doesn't answer: " + reason));
    }

    private static <T> Answer<T> expired(DeliveryPath path, Instant oldest) {
        return new Answer.Refused<>(new QueryRefusal(
                ErrorCode.WINDOW_EXPIRED,
                "the range reaches back to windows that have been dropped",
                List.of(new QueryRefusal.Fault(
                        "from", "the oldest window that path " + path.label() + " still keeps starts at " + oldest))));
    }
}

package io.aguacero.insights.live;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.WindowSpec;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import io.aguacero.insights.TotalsQuery;
import io.aguacero.insights.WindowsQuery;
import io.aguacero.insights.reconciliation.MinuteReport;
import io.aguacero.insights.reconciliation.Reconciliation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads all that the live page shows. One reading at a time; its stages never complete exceptionally. Windows change slowly
 * and cost more than the rest, so they are read less often.
 */
public final class LiveReading {
    /** What the charts show. */
    private static final Duration CHARTED = Duration.ofMinutes(5);

    private static final Duration CHARTED_WINDOW_MAX = Duration.ofSeconds(30);
    private static final long WINDOWS_NANOS = Duration.ofSeconds(3).toNanos();
    private static final Duration IN_FLIGHT = Duration.ofMinutes(15);
    private static final int MINUTES_MAX = 1_000;

    private final Insights insights;
    private final Reconciliation reconciliation;
    private final RecentLetters letters;
    private final FlowSource flow;
    private final InstantSource clock;
    private final List<EventKind> kinds;
    private final List<TotalsQuery> totals = new ArrayList<>();
    private volatile Answer<List<Insights.Windows>> windows = new Answer.Given<>(List.of());
    private volatile long windowsReadAt;

    /** Nothing is read yet. */
    public LiveReading(
            KindCatalog catalog,
            Insights insights,
            Reconciliation reconciliation,
            RecentLetters letters,
            FlowSource flow,
            InstantSource clock) {
        this.insights = insights;
        this.reconciliation = reconciliation;
        this.letters = letters;
        this.flow = flow;
        this.clock = clock;
        this.kinds = List.copyOf(catalog.kinds());
        this.windowsReadAt = System.nanoTime() - WINDOWS_NANOS;
        for (EventKind kind : kinds) {
            totals.add(new TotalsQuery(kind, Optional.empty(), kind.paths()));
            kind.aggregate().groups().stream()
                    .filter(group -> group.by().size() == 1)
                    .forEach(group -> totals.add(new TotalsQuery(kind, Optional.of(group), kind.paths())));
        }
    }

    /** How it is now. */
    public CompletionStage<LiveSnapshot> read() {
        Instant now = clock.instant();
        CompletionStage<Answer<List<Insights.Totals>>> counted = insights.totals(totals);
        CompletionStage<Answer<RecentLetters.Reading>> dead = letters.read();
        CompletionStage<Flow> flowing = flow.read();
        return windows(now)
                .thenCombine(
                        counted,
                        (charted, read) -> new LiveSnapshot(
                                now, read, charted, new Answer.Given<>(NO_LETTERS), UNREAD, reconciled(now)))
                .thenCombine(dead, LiveReading::with)
                .thenCombine(flowing, LiveReading::with);
    }

    private static final RecentLetters.Reading NO_LETTERS = new RecentLetters.Reading(Map.of(), List.of());
    private static final Flow UNREAD = new Flow.Unmeasured("not read yet");

    private static LiveSnapshot with(LiveSnapshot sofar, Answer<RecentLetters.Reading> letters) {
        return new LiveSnapshot(
                sofar.at(), sofar.totals(), sofar.windows(), letters, sofar.flow(), sofar.reconciliation());
    }

    private static LiveSnapshot with(LiveSnapshot sofar, Flow flow) {
        return new LiveSnapshot(
                sofar.at(), sofar.totals(), sofar.windows(), sofar.letters(), flow, sofar.reconciliation());
    }

    private CompletionStage<Answer<List<Insights.Windows>>> windows(Instant now) {
        if (System.nanoTime() - windowsReadAt < WINDOWS_NANOS) {
            return CompletableFuture.completedStage(windows);
        }
        List<WindowsQuery> queries = new ArrayList<>();
        for (EventKind kind : kinds) {
            kind.aggregate().windows().stream()
                    .filter(window -> window.size().compareTo(CHARTED_WINDOW_MAX) <= 0)
                    .min(Comparator.comparing(WindowSpec::size))
                    .ifPresent(window -> queries.add(new WindowsQuery(
                            kind, window, now.minus(CHARTED), now.plusSeconds(1), Optional.empty(), kind.paths())));
        }
        return inTurn(queries, new ArrayList<>()).thenApply(answer -> {
            windows = answer;
            windowsReadAt = System.nanoTime();
            return answer;
        });
    }

    private CompletionStage<Answer<List<Insights.Windows>>> inTurn(
            List<WindowsQuery> queries, List<Insights.Windows> sofar) {
        if (sofar.size() == queries.size()) {
            return CompletableFuture.completedStage(new Answer.Given<>(sofar));
        }
        return Answer.compose(insights.windows(queries.get(sofar.size())), page -> {
            sofar.add(page);
            return inTurn(queries, sofar);
        });
    }

    private Map<DeliveryPath, LiveSnapshot.Reconciled> reconciled(Instant now) {
        List<MinuteReport> minutes = reconciliation.minutes(
                null,
                Math.floorDiv(now.minus(IN_FLIGHT).getEpochSecond(), 60),
                Math.floorDiv(now.getEpochSecond(), 60) + 2,
                MINUTES_MAX);
        Map<DeliveryPath, LiveSnapshot.Reconciled> paths = new EnumMap<>(DeliveryPath.class);
        for (DeliveryPath path : DeliveryPath.values()) {
            long inFlight = minutes.stream()
                    .map(report -> report.paths().get(path))
                    .filter(Objects::nonNull)
                    .mapToLong(on -> on.minute().inFlight())
                    .sum();
            paths.put(
                    path,
                    new LiveSnapshot.Reconciled(
                            reconciliation.gap(path), reconciliation.comparedAtMillis(path), inFlight));
        }
        return paths;
    }
}

package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.StoredLetter;
import io.aguacero.insights.live.Flow;
import io.aguacero.insights.live.LiveSnapshot;
import io.aguacero.insights.live.RecentLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The shape of what the stream tells; {@code openapi.yaml} describes the same. */
final class LiveDocuments {
    /** Groups of a grouping, the largest of each path; the API has them all. */
    private static final int GROUPS_MAX = 50;

    private LiveDocuments() {}

    record Snapshot(
            String at,
            Part<List<AggregateDocuments.Totals>> totals,
            Part<List<AggregateDocuments.Windows>> windows,
            Part<Letters> letters,
            Part<Map<String, Double>> flow,
            Map<String, Reconciled> reconciliation) {}

    /** One part of it, or why it isn't known now. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Part<T>(@Nullable T value, @Nullable String problem) {}

    record Letters(Map<String, Long> waiting, List<Letter> newest) {}

    /** Without its payload, which the list of dead letters has. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Letter(
            String letter,
            String path,
            String code,
            String reason,
            String failedAt,
            @Nullable String kind,
            @Nullable String id,
            @Nullable String time) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reconciled(long gap, @Nullable String comparedAt, long inFlight) {}

    /**
     * What a viewer is told.
     *
     * @param tenant whose dead letters it may see; empty for everybody's
     */
    static Snapshot of(LiveSnapshot snapshot, Optional<String> tenant) {
        Map<String, Reconciled> reconciliation = new LinkedHashMap<>();
        snapshot.reconciliation().forEach((path, now) -> reconciliation.put(path.label(), of(now)));
        return new Snapshot(
                snapshot.at().toString(),
                part(
                        snapshot.totals(),
                        all -> all.stream().map(LiveDocuments::largest).toList()),
                part(
                        snapshot.windows(),
                        all -> all.stream().map(AggregateDocuments::of).toList()),
                part(snapshot.letters(), reading -> of(reading, tenant)),
                switch (snapshot.flow()) {
                    case Flow.Measured(var numbers) -> new Part<>(numbers, null);
                    case Flow.Unmeasured(String reason) -> new Part<>(null, reason);
                },
                reconciliation);
    }

    private static Reconciled of(LiveSnapshot.Reconciled now) {
        return new Reconciled(
                now.gap(),
                now.comparedAtMillis() < 0
                        ? null
                        : Instant.ofEpochMilli(now.comparedAtMillis()).toString(),
                now.inFlight());
    }

    private static AggregateDocuments.Totals largest(Insights.Totals totals) {
        AggregateDocuments.Totals all = AggregateDocuments.of(totals);
        Map<String, AggregateDocuments.PathTotals> paths = new LinkedHashMap<>();
        all.paths().forEach((path, on) -> {
            List<AggregateDocuments.KeyedGroup> groups = new ArrayList<>(on.groups());
            groups.sort(Comparator.comparingLong(AggregateDocuments.KeyedGroup::count)
                    .reversed());
            paths.put(
                    path,
                    new AggregateDocuments.PathTotals(
                            on.complete(), groups.stream().limit(GROUPS_MAX).toList()));
        });
        return new AggregateDocuments.Totals(all.kind(), all.by(), paths);
    }

    private static Letters of(RecentLetters.Reading reading, Optional<String> tenant) {
        Map<String, Long> waiting = new LinkedHashMap<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            waiting.put(path.label(), reading.waiting().getOrDefault(path, 0L));
        }
        return new Letters(
                waiting,
                reading.newest().stream()
                        .filter(letter -> tenant.isEmpty()
                                || (letter.event() != null
                                        && letter.event().getTenant().equals(tenant.get())))
                        .map(LiveDocuments::of)
                        .toList());
    }

    private static Letter of(StoredLetter letter) {
        var event = letter.event();
        return new Letter(
                letter.id().toString(),
                letter.id().path().label(),
                letter.code(),
                letter.reason(),
                letter.failedAt(),
                event == null ? null : event.getKind(),
                event == null ? null : event.getId(),
                event == null ? null : Timestamps.format(event.getTimeMicros()));
    }

    private static <T, R> Part<R> part(Answer<T> answer, Function<T, R> shape) {
        return switch (answer) {
            case Answer.Given<T>(T value) -> new Part<>(shape.apply(value), null);
            case Answer.Refused<T>(QueryRefusal refusal) -> new Part<>(null, refusal.detail());
        };
    }
}

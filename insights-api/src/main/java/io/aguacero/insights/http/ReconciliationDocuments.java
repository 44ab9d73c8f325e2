package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.insights.ReconciliationQuery;
import io.aguacero.insights.reconciliation.EventSum;
import io.aguacero.insights.reconciliation.Finding;
import io.aguacero.insights.reconciliation.MinuteReport;
import io.aguacero.insights.reconciliation.PathMinute;
import io.aguacero.insights.reconciliation.Reconciliation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The shape of the answer about reconciliation; {@code openapi.yaml} describes the same. */
final class ReconciliationDocuments {
    private static final int EVENTS_MAX = 100;

    private ReconciliationDocuments() {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(
            Map<String, PathState> paths,
            List<Minute> minutes,
            @Nullable String next) {}

    record PathState(long gap, @Nullable String comparedAt, Map<String, Long> wrongTotals) {}

    record Minute(String kind, String minute, @Nullable Long accepted, Map<String, OnPath> paths, List<Event> events) {}

    record OnPath(
            String status,
            long stored,
            long counted,
            long duplicate,
            long deadLettered,
            long inFlight,
            @Nullable Long unacknowledged,
            long gap) {}

    record Event(
            String path,
            String what,
            long events,
            @Nullable String source,
            @Nullable String id,
            @Nullable String time) {}

    /**
     * The page that answers a question.
     *
     * @param visible whether the names of a tenant's events may be told
     */
    static Page of(ReconciliationQuery query, Reconciliation reconciliation, Predicate<String> visible) {
        Map<String, PathState> paths = new LinkedHashMap<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            long comparedAt = reconciliation.comparedAtMillis(path);
            paths.put(
                    path.label(),
                    new PathState(
                            reconciliation.gap(path),
                            comparedAt < 0
                                    ? null
                                    : Instant.ofEpochMilli(comparedAt).toString(),
                            reconciliation.wrongTotals(path)));
        }
        List<MinuteReport> found = reconciliation.minutes(
                query.kind().orElse(null), query.fromMinute(), query.toMinute(), ReconciliationQuery.MINUTES_MAX + 1);
        boolean more = found.size() > ReconciliationQuery.MINUTES_MAX;
        // Kinds of one minute stay together, so that the following page can begin with a minute.
        Instant cut = more ? found.getLast().key().start() : null;
        return new Page(
                paths,
                found.stream()
                        .filter(each -> cut == null || each.key().start().isBefore(cut))
                        .map(report -> of(report, visible))
                        .toList(),
                cut == null ? null : address(query, cut));
    }

    private static Minute of(MinuteReport report, Predicate<String> visible) {
        EventSum accepted = report.accepted();
        Map<String, OnPath> paths = new LinkedHashMap<>();
        report.paths().forEach((path, on) -> paths.put(path.label(), of(on, accepted)));
        return new Minute(
                report.key().kind(),
                report.key().start().toString(),
                accepted == null ? null : accepted.n(),
                paths,
                report.findings().stream()
                        .limit(EVENTS_MAX)
                        .map(finding -> of(finding, visible))
                        .toList());
    }

    private static OnPath of(MinuteReport.OnPath on, @Nullable EventSum accepted) {
        PathMinute minute = on.minute();
        return new OnPath(
                on.status().name().toLowerCase(Locale.ROOT),
                minute.stored().n(),
                minute.counts().counted().n(),
                minute.counts().duplicate().n(),
                minute.counts().deadLettered().n(),
                minute.inFlight(),
                accepted == null ? null : Math.max(0, minute.stored().n() - accepted.n()),
                on.gap());
    }

    private static Event of(Finding finding, Predicate<String> visible) {
        Finding.Name name =
                finding.event() != null && visible.test(finding.event().tenant()) ? finding.event() : null;
        return new Event(
                finding.path().label(),
                finding.what().name().toLowerCase(Locale.ROOT),
                finding.events(),
                name == null ? null : name.source(),
                name == null ? null : name.id(),
                name == null ? null : Timestamps.format(name.timeMicros()));
    }

    private static String address(ReconciliationQuery query, Instant from) {
        String kind = query.kind().map(name -> "&kind=" + encoded(name)).orElse("");
        return "/v1/reconciliation?from=" + encoded(from.toString()) + "&to="
                + encoded(query.to().toString()) + kind;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

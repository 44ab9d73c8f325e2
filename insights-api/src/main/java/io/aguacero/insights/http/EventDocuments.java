package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.wire.Timestamps;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.lineage.EventWay;
import io.aguacero.insights.lineage.LogPlace;
import io.aguacero.insights.lineage.PathWay;
import io.aguacero.insights.lineage.WayStatus;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The shape of the answer about an event; {@code openapi.yaml} describes the same. */
final class EventDocuments {
    private static final long MICROS_A_SECOND = 1_000_000;

    private EventDocuments() {}

    record Way(String kind, String tenant, String source, String id, String identity, Map<String, OnPath> paths) {}

    record OnPath(
            String status,
            String reason,
            List<Place> places,
            boolean searchComplete,
            List<LetterDocuments.Letter> letters,
            List<Window> windows) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Place(
            int shard,
            long offset,
            int index,
            String acceptedAt,
            String time,
            String key,
            @Nullable String replayOf,
            boolean passed) {}

    record Window(String size, String start) {}

    static Way of(EventWay way) {
        EventQuery query = way.query();
        Map<String, OnPath> paths = new LinkedHashMap<>();
        way.paths().forEach((path, on) -> paths.put(path.label(), of(query.kind(), on)));
        return new Way(
                query.kind().name(),
                query.tenant(),
                query.source(),
                query.id(),
                HexFormat.of().formatHex(query.identity()),
                paths);
    }

    private static OnPath of(EventKind kind, PathWay way) {
        return new OnPath(
                way.status().label(),
                way.reason(),
                way.places().stream().map(EventDocuments::of).toList(),
                way.searchComplete(),
                way.letters().stream().map(LetterDocuments::of).toList(),
                counted(way).map(place -> windows(kind, place.timeMicros())).orElse(List.of()));
    }

    private static Place of(PathWay.Step step) {
        LogPlace place = step.place();
        return new Place(
                place.shard(),
                place.offset(),
                place.index(),
                Timestamps.format(place.acceptedAtMicros()),
                Timestamps.format(place.timeMicros()),
                place.key(),
                place.replayOf().isEmpty() ? null : place.replayOf(),
                step.passed());
    }

    /** The place from which it was counted: the first, but for an event that was replayed. */
    private static Optional<LogPlace> counted(PathWay way) {
        if (way.status() != WayStatus.COUNTED) {
            return Optional.empty();
        }
        List<LogPlace> passed = way.places().stream()
                .filter(PathWay.Step::passed)
                .map(PathWay.Step::place)
                .toList();
        return passed.stream()
                .filter(place -> !place.replayOf().isEmpty())
                .findFirst()
                .or(() -> passed.stream().findFirst());
    }

    private static List<Window> windows(EventKind kind, long timeMicros) {
        long second = Math.floorDiv(timeMicros, MICROS_A_SECOND);
        return kind.aggregate().windows().stream()
                .map(window -> {
                    long size = window.size().toSeconds();
                    long start = Math.floorDiv(second, size) * size;
                    return new Window(
                            window.label(), Instant.ofEpochSecond(start).toString());
                })
                .toList();
    }
}

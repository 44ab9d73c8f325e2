package io.aguacero.insights.lineage;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.reconciliation.LogFeed;
import io.aguacero.insights.reconciliation.ScannedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Searches all shards of one path's log for one event, within bounds. Blocks; for one question and one thread. */
final class LogSearch {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PLACES_MAX = 100;
    /** A stream says nothing about its end: it is there when nothing has come for so long, and the broker answers. */
    private static final long SILENCE_NANOS = Duration.ofMillis(500).toNanos();

    private final EventQuery query;
    private final LineageLimits limits;
    private final long startedNanos = System.nanoTime();
    private final Set<LogPlace> places = new HashSet<>();
    private long records;

    LogSearch(EventQuery query, LineageLimits limits) {
        this.query = query;
        this.limits = limits;
    }

    /**
     * What a search came to.
     *
     * @param places by acceptance
     * @param complete whether all that was to be read was, before a bound ended it
     * @param failure why the log can't be read; null when it can
     */
    record Found(
            List<LogPlace> places,
            boolean complete,
            @Nullable String failure) {}

    Found search(LogFeed.Source feeds) {
        boolean complete = true;
        try {
            for (SearchSpan span : SearchSpan.of(query)) {
                if (places.isEmpty() && complete) {
                    complete = read(feeds, span);
                }
            }
        } catch (IOException e) {
            return new Found(sorted(), false, e.getMessage());
        }
        return new Found(sorted(), complete, null);
    }

    private List<LogPlace> sorted() {
        return places.stream()
                .sorted(Comparator.comparingLong(LogPlace::acceptedAtMicros)
                        .thenComparingInt(LogPlace::shard)
                        .thenComparingLong(LogPlace::offset)
                        .thenComparingInt(LogPlace::index))
                .toList();
    }

    /** False when a bound ended it. */
    private boolean read(LogFeed.Source feeds, SearchSpan span) throws IOException {
        Map<Integer, Long> heardNanos = new HashMap<>();
        try (LogFeed feed = feeds.open()) {
            for (int shard = 0; shard < limits.shards(); shard++) {
                feed.readSince(shard, Math.floorDiv(span.from(), 1_000L));
            }
            for (int shard = 0; shard < limits.shards(); shard++) {
                heardNanos.put(shard, System.nanoTime());
            }
            while (!heardNanos.isEmpty()) {
                for (ScannedRecord one : feed.poll(POLL)) {
                    if (heardNanos.replace(one.shard(), System.nanoTime()) != null && isBeyond(one, span)) {
                        heardNanos.remove(one.shard());
                        feed.pause(one.shard(), true);
                    }
                }
                for (Map.Entry<Integer, Long> each : Map.copyOf(heardNanos).entrySet()) {
                    if (System.nanoTime() - each.getValue() > SILENCE_NANOS && feed.atEnd(each.getKey())) {
                        heardNanos.remove(each.getKey());
                    }
                }
                if (!heardNanos.isEmpty() && isEnough()) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isEnough() {
        return records >= limits.recordsMax()
                || places.size() >= PLACES_MAX
                || System.nanoTime() - startedNanos > limits.patience().toNanos();
    }

    /** Notes where the event stands in a record; whether the record was accepted after the stretch, as its kind goes. */
    private boolean isBeyond(ScannedRecord scanned, SearchSpan span) {
        records++;
        boolean beyond = false;
        for (int index = 0; index < scanned.events().size(); index++) {
            if (scanned.events().get(index) instanceof DecodedEvent.Readable(EventEnvelope event)
                    && event.getKind().equals(query.kind().name())) {
                beyond |= event.getAcceptedAtMicros() > span.to();
                if (query.asksFor(event) && places.size() < PLACES_MAX) {
                    places.add(LogPlace.of(scanned.shard(), scanned.offset(), index, event));
                }
            }
        }
        return beyond;
    }
}

package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.insights.reconciliation.StoredCounts.Counts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard of one path: its log, read independently, against what the store says of it.
 *
 * <pre>
 *   log:    settled, compared with the store  |  in flight: found, the store isn't there yet  |  not read yet
 *                                       the store's next                                   scanned
 * </pre>
 *
 * <p>A comparison is exact: the store's position and its counts are read at one moment, and what lies beyond that
 * position is kept apart. So a consumer that lags is never taken for one that loses. Safe for threads.
 */
final class ShardScan {
    private static final int DIRTY_HOURS_MAX = 64;
    private static final int OTHER_HOURS_MAX = 32;
    /** How much earlier in the log an event may stand than others that were accepted before it. */
    private static final long DISORDER_MILLIS = 60_000;

    private final EventPlace places;
    private final RetentionRules retention;
    private final ScanLimits limits;
    private final TreeMap<MinuteKey, Minute> minutes = new TreeMap<>();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private final Set<HourKey> dirty = new LinkedHashSet<>();
    private final Map<String, TotalWatch> totals = new HashMap<>();
    private List<HourKey> rotation = new ArrayList<>();
    private @Nullable StoredCounts held;
    private long heldMillis;
    private long scanned = -1;
    private long settledTo = -1;
    private boolean wholeLog;
    private long knownFromMinute = Long.MIN_VALUE;
    private long firstAcceptedMicros = Long.MAX_VALUE;
    private long latestAcceptedMicros = Long.MIN_VALUE;
    private long comparedAtMillis = -1;
    private long lateReplays;
    private long lateReplaysBefore = -1;

    ShardScan(EventPlace places, RetentionRules retention, ScanLimits limits) {
        this.places = places;
        this.retention = retention;
        this.limits = limits;
    }

    private record InFlight(long offset, MinuteKey key, EventSum one) {}

    /** Begins anew, so many records before where the store stands; returns the offset to read from. */
    synchronized long begin(StoredCounts counts, long nowMillis) {
        minutes.clear();
        inFlight.clear();
        dirty.clear();
        rotation.clear();
        totals.clear();
        lateReplays = 0;
        lateReplaysBefore = -1;
        held = counts;
        heldMillis = nowMillis;
        long from = Math.max(0, counts.next() - limits.historyRecords());
        scanned = from - 1;
        settledTo = -1;
        wholeLog = from == 0;
        knownFromMinute = Long.MIN_VALUE;
        firstAcceptedMicros = Long.MAX_VALUE;
        compareIfThere();
        return from;
    }

    /** Where to read on after an interruption. */
    synchronized long readOnFrom() {
        return scanned + 1;
    }

    synchronized void found(ScannedRecord one) {
        if (one.offset() <= scanned) {
            return;
        }
        if (firstAcceptedMicros == Long.MAX_VALUE && one.offset() > 0) {
            wholeLog = false;
        }
        for (DecodedEvent event : one.events()) {
            if (event instanceof DecodedEvent.Readable(EventEnvelope envelope)) {
                firstAcceptedMicros = Math.min(firstAcceptedMicros, envelope.getAcceptedAtMicros());
                latestAcceptedMicros = Math.max(latestAcceptedMicros, envelope.getAcceptedAtMicros());
            }
            MinuteKey key = places.of(event);
            minute(key).found(one.offset());
            dirty.add(key.hour());
            inFlight.add(new InFlight(one.offset(), key, EventSum.of(EventPlace.identity(event))));
        }
        if (firstAcceptedMicros == Long.MAX_VALUE) {
            firstAcceptedMicros = 0;
        }
        scanned = one.offset();
        compareIfThere();
    }

    private Minute minute(MinuteKey key) {
        return minutes.computeIfAbsent(key, absent -> new Minute(known(absent)));
    }

    /** Whether no event of a minute can lie before where the scan began. */
    private boolean known(MinuteKey key) {
        if (wholeLog) {
            return key.minute() >= knownFromMinute;
        }
        Duration horizon = retention.horizon(key.kind());
        return horizon != null
                && key.minute() >= knownFromMinute
                && firstAcceptedMicros != Long.MAX_VALUE
                && key.minute() * 60_000 >= firstAcceptedMicros / 1_000 + horizon.toMillis() + DISORDER_MILLIS;
    }

    /** Whether all events of a minute that the log holds are found, or will be. */
    synchronized boolean knows(MinuteKey key) {
        Minute minute = minutes.get(key);
        return minute == null ? known(key) : minute.known();
    }

    /** Whether no more may be found until the store has moved. */
    synchronized boolean full() {
        return inFlight.size() >= limits.inFlightEventsMax();
    }

    /** Hours to compare next: those that something was found in, and some of the others in turn. */
    synchronized List<HourKey> wanted() {
        LinkedHashSet<HourKey> wanted = new LinkedHashSet<>();
        dirty.stream().limit(DIRTY_HOURS_MAX).forEach(wanted::add);
        if (rotation.isEmpty()) {
            LinkedHashSet<HourKey> all = new LinkedHashSet<>();
            minutes.keySet().forEach(key -> all.add(key.hour()));
            rotation = new ArrayList<>(all);
        }
        List<HourKey> turn = rotation.subList(Math.max(0, rotation.size() - OTHER_HOURS_MAX), rotation.size());
        wanted.addAll(turn);
        turn.clear();
        return List.copyOf(wanted);
    }

    /** Whether a reading of the store waits until the scan has come as far. */
    synchronized boolean waits() {
        return held != null;
    }

    /**
     * Takes what the store says.
     *
     * @return false when the store has gone back to before what was compared, and the scan has to begin anew
     */
    synchronized boolean inStore(StoredCounts counts, long nowMillis) {
        if (counts.next() < settledTo) {
            return false;
        }
        held = counts;
        heldMillis = nowMillis;
        compareIfThere();
        return true;
    }

    private void compareIfThere() {
        StoredCounts counts = held;
        if (counts == null) {
            return;
        }
        settle(Math.min(counts.next(), scanned + 1));
        if (scanned < counts.next() - 1) {
            return;
        }
        held = null;
        settledTo = counts.next();
        counts.totals().keySet().forEach(kind -> totals.computeIfAbsent(kind, absent -> new TotalWatch(wholeLog)));
        counts.hours().forEach((hour, stored) -> {
            if (retention.dropped(hour, counts.logTimeMicros())) {
                forget(hour);
            } else {
                compare(hour, stored);
            }
        });
        compareTotals(counts);
        inFlight.forEach(one -> dirty.add(one.key().hour()));
        comparedAtMillis = heldMillis;
        evict();
    }

    private void settle(long next) {
        for (InFlight one = inFlight.peek(); one != null && one.offset() < next; one = inFlight.peek()) {
            inFlight.remove();
            minute(one.key()).settled(one.one());
            dirty.add(one.key().hour());
        }
        settledTo = next;
    }

    private void compare(HourKey hour, Map<Integer, Counts> stored) {
        stored.keySet().forEach(ofHour -> minute(hour.minute(ofHour)));
        minutes.subMap(hour.minute(0), true, hour.minute(59), true).forEach((key, minute) -> {
            if (key.kind().equals(hour.kind())) {
                int ofHour = (int) Math.floorMod(key.minute(), 60L);
                minute.compare(Objects.requireNonNullElse(stored.get(ofHour), Counts.NONE));
            }
        });
        dirty.remove(hour);
    }

    /** Only of kinds whose every hour is of this moment. */
    private void compareTotals(StoredCounts counts) {
        Map<String, Long> counted = new HashMap<>();
        Set<String> partly = new HashSet<>();
        minutes.forEach((key, minute) -> {
            if (counts.hours().containsKey(key.hour())) {
                counted.merge(key.kind(), minute.counts().counted().n(), Long::sum);
            } else {
                partly.add(key.kind());
            }
        });
        lateReplays = counted.getOrDefault(MinuteKey.UNREADABLE, lateReplays);
        if (lateReplaysBefore < 0) {
            lateReplaysBefore = wholeLog ? 0 : lateReplays;
        }
        counts.totals().forEach((kind, total) -> {
            if (!partly.contains(kind)) {
                totals.get(kind).compare(total - counted.getOrDefault(kind, 0L));
            }
        });
    }

    private void forget(HourKey hour) {
        long counted = minutes.subMap(hour.minute(0), true, hour.minute(59), true).entrySet().stream()
                .filter(each -> each.getKey().kind().equals(hour.kind()))
                .mapToLong(each -> each.getValue().counts().counted().n())
                .sum();
        TotalWatch total = totals.get(hour.kind());
        if (total != null) {
            total.forget(counted, !dirty.contains(hour));
        }
        minutes.subMap(hour.minute(0), true, hour.minute(59), true)
                .keySet()
                .removeIf(key -> key.kind().equals(hour.kind()));
        dirty.remove(hour);
    }

    /** The oldest minutes go first; what comes to them later isn't known to be all. */
    private void evict() {
        while (minutes.size() > limits.minutesMax()) {
            Map.Entry<MinuteKey, Minute> oldest = minutes.firstEntry();
            if (oldest.getValue().inFlight() > 0) {
                return;
            }
            minutes.remove(oldest.getKey());
            TotalWatch total = totals.get(oldest.getKey().kind());
            if (total != null) {
                total.forget(0, false);
            }
            knownFromMinute = Math.max(knownFromMinute, oldest.getKey().minute() + 1);
        }
    }

    /** By kind, how many events its grand total has too many, or too few when negative; none for those that are right. */
    synchronized Map<String, Long> wrongTotals() {
        Map<String, Long> wrong = new HashMap<>();
        // A replay that is older than its kind's horizon counts in its total, and in no minute of its kind.
        long late = lateReplays - Math.max(0, lateReplaysBefore);
        if (late > 0
                && late
                        == totals.values().stream()
                                .mapToLong(TotalWatch::wrongBy)
                                .sum()) {
            return wrong;
        }
        totals.forEach((kind, total) -> {
            if (total.wrongBy() != 0) {
                wrong.put(kind, total.wrongBy());
            }
        });
        return wrong;
    }

    /** Gives each minute that there is. */
    synchronized void each(BiConsumer<MinuteKey, Minute> view) {
        minutes.forEach(view);
    }

    synchronized @Nullable OffsetRange range(Collection<MinuteKey> keys) {
        OffsetRange range = null;
        for (MinuteKey key : keys) {
            Minute minute = minutes.get(key);
            if (minute != null && !minute.range().isEmpty()) {
                range = range == null ? minute.range() : range.and(minute.range());
            }
        }
        return range;
    }

    /** When the store was last compared, milliseconds since 1970; -1 when never. */
    synchronized long comparedAtMillis() {
        return comparedAtMillis;
    }

    /** The greatest acceptance time found, milliseconds since 1970. */
    synchronized long latestAcceptedMillis() {
        return latestAcceptedMicros / 1_000;
    }
}

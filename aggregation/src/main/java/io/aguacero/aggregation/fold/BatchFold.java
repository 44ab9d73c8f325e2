package io.aguacero.aggregation.fold;

import io.aguacero.aggregation.fold.MinuteSums.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Folds the events of one call into ids by bucket and deltas by cell. Give it the events in the order of the log. */
public final class BatchFold {
    private final Map<KindPlan, KindFold> kinds = new LinkedHashMap<>();
    private final Map<IdGroupKey, IdGroup> ids = new LinkedHashMap<>();
    private @Nullable IdGroupKey lastKey;
    private List<CountedEvent> lastGroup = List.of();
    private final MinuteSums sums = new MinuteSums();
    private final List<LetterStep> letterSteps = new ArrayList<>();

    /** Counts an event that is new, unless the store knows its id. */
    public void count(CountedEvent event) {
        kinds.computeIfAbsent(event.kind(), KindFold::new).add(event);
        remember(event, event.firstLookup(), event.lastLookup());
        sum(event, Outcome.COUNTED);
    }

    /**
     * Remembers the id of a duplicate: a client that goes on sending an event again goes on being recognised, however the
     * log is cut into batches.
     */
    public void rememberDuplicate(CountedEvent event) {
        remember(event, 0, -1);
        sum(event, Outcome.DUPLICATE);
    }

    /** Remembers the id of an event that is counted and summed already. */
    public void rememberOnly(CountedEvent event) {
        remember(event, 0, -1);
    }

    /** Sums an event that can't be counted. */
    public void deadLetter(LetterStep.Lost lost) {
        if (!lost.sums().dropped(lost.logTimeMicros())) {
            sums.add(lost.sums(), Outcome.DEAD_LETTERED, lost.id());
        }
    }

    /**
     * Passes over a replay whose letter doesn't wait. Its id isn't remembered: it says nothing of whether its event was
     * counted.
     */
    public void passOver(CountedEvent replay) {
        sum(replay, Outcome.DUPLICATE);
    }

    /** Adds what an event means for letters, in the order of the log. */
    public void letterStep(LetterStep step) {
        letterSteps.add(step);
    }

    /** What the batch means for letters, in the order of the log; nothing when it has neither letters nor replays. */
    public List<LetterStep> letterSteps() {
        return letterSteps;
    }

    private void sum(CountedEvent event, Outcome outcome) {
        if (!event.sums().dropped(event.logTimeMicros())) {
            sums.add(event.sums(), outcome, event.id());
        }
    }

    private void remember(CountedEvent event, long firstLookup, long lastLookup) {
        if (!event.remembered() && firstLookup > lastLookup) {
            return;
        }
        IdGroupKey key = new IdGroupKey(event.kind().name(), event.home(), event.remembered(), firstLookup, lastLookup);
        if (!key.equals(lastKey)) {
            lastKey = key;
            lastGroup = ids.computeIfAbsent(
                            key, absent -> group(absent, event.kind().buckets()))
                    .events();
        }
        lastGroup.add(event);
    }

    private static IdGroup group(IdGroupKey key, IdBuckets buckets) {
        return new IdGroup(
                key.kind(),
                key.home(),
                key.remembered(),
                buckets.dropAtMillis(key.home()),
                buckets.starts(key.firstLookup(), key.lastLookup()),
                new ArrayList<>());
    }

    /** What is added to each grouping of the events' kinds. */
    public List<GroupingFold> groupings() {
        return kinds.values().stream()
                .flatMap(kind -> kind.groupings().stream())
                .toList();
    }

    /** The ids to look up and to remember. */
    public Collection<IdGroup> ids() {
        return ids.values();
    }

    /** The sums that the batch adds to. */
    public MinuteSums sums() {
        return sums;
    }

    private record IdGroupKey(String kind, long home, boolean remembered, long firstLookup, long lastLookup) {}
}

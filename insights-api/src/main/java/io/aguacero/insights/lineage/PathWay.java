package io.aguacero.insights.lineage;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.letters.LetterPage;
import io.aguacero.insights.letters.StoredLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event's way on one path.
 *
 * @param status what became of it
 * @param reason a sentence for a person
 * @param places where the log holds it, by acceptance
 * @param searchComplete whether all of the time was searched; otherwise the log may hold it elsewhere too
 * @param letters its dead letters, in the order of their log; looked for unless it is counted or waits to be read
 */
public record PathWay(
        WayStatus status, String reason, List<Step> places, boolean searchComplete, List<LetterPage.Listed> letters) {
    /**
     * A place in the log.
     *
     * @param passed whether the store has come past it
     */
    public record Step(LogPlace place, boolean passed) {}

    /** What log and store say, before dead letters are looked for. */
    record Evidence(
            EventQuery query,
            DeliveryPath path,
            LogSearch.Found found,
            IdLookup lookup,
            List<EventMemory.OnShard> memory) {
        boolean counted() {
            return memory.stream().anyMatch(EventMemory.OnShard::counted);
        }

        boolean passed(LogPlace place) {
            return memory.get(place.shard()).next() > place.offset();
        }

        /** Whether it matters if there are dead letters of the event. */
        boolean asksForLetters() {
            return !counted()
                    && (found.places().isEmpty() || found.places().stream().anyMatch(this::passed));
        }

        boolean isOfEvent(StoredLetter letter) {
            return letter.event() != null && query.asksFor(letter.event());
        }

        private boolean forgotten() {
            return found.places().stream()
                    .anyMatch(place ->
                            lookup.isForgotten(place, memory.get(place.shard()).logTimeMicros()));
        }
    }

    /**
     * Judges it.
     *
     * @param lettersFailure why not all dead letters could be read; null when they were, or needn't be
     */
    static PathWay of(Evidence evidence, List<LetterPage.Listed> letters, @Nullable String lettersFailure) {
        WayStatus status = status(evidence, letters, lettersFailure != null);
        return new PathWay(
                status,
                reason(status, evidence, lettersFailure),
                evidence.found().places().stream()
                        .map(place -> new Step(place, evidence.passed(place)))
                        .toList(),
                evidence.found().complete(),
                letters);
    }

    /** The order matters: each says what holds whatever comes after it. */
    private static WayStatus status(Evidence evidence, List<LetterPage.Listed> letters, boolean lettersUnread) {
        List<LogPlace> places = evidence.found().places();
        if (evidence.counted()) {
            return WayStatus.COUNTED;
        }
        if (!places.stream().allMatch(evidence::passed)) {
            return WayStatus.PENDING;
        }
        if (!letters.isEmpty()) {
            boolean replayedPerhaps = letters.stream().noneMatch(LetterPage.Listed::waiting);
            return replayedPerhaps && (places.isEmpty() || evidence.forgotten())
                    ? WayStatus.FORGOTTEN
                    : WayStatus.DEAD_LETTERED;
        }
        if (lettersUnread || (places.isEmpty() && !evidence.found().complete())) {
            return WayStatus.UNKNOWN;
        }
        if (places.isEmpty()) {
            return WayStatus.ABSENT;
        }
        return evidence.forgotten() ? WayStatus.FORGOTTEN : WayStatus.UNCOUNTED;
    }

    private static String reason(WayStatus status, Evidence evidence, @Nullable String lettersFailure) {
        LogSearch.Found found = evidence.found();
        if (found.failure() != null && status == WayStatus.UNKNOWN) {
            return "the log can't be read now: " + found.failure();
        }
        if (lettersFailure != null && status == WayStatus.UNKNOWN) {
            return "the dead letters can't be read now: " + lettersFailure;
        }
        if (status == WayStatus.ABSENT && evidence.query().kind().relayedPaths().contains(evidence.path())) {
            return status.reason() + "; the relay may have yet to bring it";
        }
        return status == WayStatus.COUNTED && found.places().isEmpty()
                ? status.reason() + "; its place in the log wasn't found"
                : status.reason();
    }
}

package io.aguacero.aggregation;

import io.aguacero.aggregation.fold.BatchDuplicates;
import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.CountedEvent;
import io.aguacero.aggregation.fold.EventReader;
import io.aguacero.aggregation.fold.EventReading;
import io.aguacero.aggregation.fold.IdGroup;
import io.aguacero.aggregation.fold.LetterStep;
import io.aguacero.aggregation.fold.LetterStep.Lost;
import io.aguacero.aggregation.fold.LogTimes;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of one call, read: events that are sound, and letters for those that aren't. Not safe for threads. */
final class PreparedBatch {
    private final DeliveryPath path;
    private final int shard;
    private final List<LogRecord> records;
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<CountedEvent> events = new ArrayList<>();
    private final List<Lost> lost = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<CountedEvent> known = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<CountedEvent> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<CountedEvent> duplicates = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LogTimes logTimes;
    private boolean touchesLetters;

    /** What an event means for letters; the event itself when it is sound. */
    private record Step(LetterStep step, @Nullable CountedEvent event) {}

    /**
     * @param records at least one
     * @param logTimes of the kinds before them
     */
    PreparedBatch(
            DeliveryPath path, int shard, List<LogRecord> records, EventReader reader, Map<String, Long> logTimes) {
        this.path = path;
        this.shard = shard;
        this.records = records;
        this.logTimes = new LogTimes(logTimes);
        for (LogRecord logRecord : records) {
            for (int index = 0; index < logRecord.events().size(); index++) {
                LetterId place = new LetterId(path, shard, logRecord.offset(), index);
                switch (logRecord.events().get(index)) {
                    case DecodedEvent.Poisoned bad ->
                        lost(place, bad.code(), bad.reason(), Lost.UNREADABLE, null, bad.original());
                    case DecodedEvent.Readable good -> read(good.event(), place, reader);
                }
            }
        }
    }

    private void read(EventEnvelope event, LetterId place, EventReader reader) {
        switch (reader.read(event, logTimes)) {
            case EventReading.Unsound bad ->
                lost(
                        place,
                        bad.code(),
                        bad.reason(),
                        bad.lost(),
                        event,
                        event.getPayload().toByteArray());
            case EventReading.Sound(CountedEvent sound) -> {
                events.add(sound);
                String letter = letter(sound.replayOf());
                if (letter.isEmpty()) {
                    steps.add(new Step(new LetterStep.Settles(sound), sound));
                } else {
                    touchesLetters = true;
                    steps.add(new Step(new LetterStep.Replays(letter, sound), sound));
                }
                if (letter.equals(LetterStep.ELSEWHERE)) {
                    refused.add(sound);
                }
            }
        }
    }

    private void lost(
            LetterId place, String code, String reason, Lost one, @Nullable EventEnvelope event, byte[] original) {
        letters.add(new DeadLetter(code, reason, path, shard, place.offset(), place.index(), event, original));
        lost.add(one);
        String replayed = event == null ? "" : letter(event.getReplayOf());
        steps.add(new Step(new LetterStep.Waits(place.withinShard(), replayed, one), null));
        touchesLetters = true;
    }

    /** The letter's name within this shard; empty when there is none. */
    private String letter(String replayOf) {
        if (replayOf.isEmpty()) {
            return "";
        }
        return LetterId.parse(replayOf)
                .filter(letter -> letter.path() == path && letter.shard() == shard)
                .map(LetterId::withinShard)
                .orElse(LetterStep.ELSEWHERE);
    }

    /** Ids and deltas of what counts, as far as it is known which events don't. */
    BatchFold fold() {
        BatchFold fold = new BatchFold();
        BatchDuplicates seen = new BatchDuplicates(events.size());
        duplicates.clear();
        for (CountedEvent event : events) {
            if (refused.contains(event)) {
                duplicates.add(event);
                fold.passOver(event);
            } else if (seen.duplicate(event) || known.contains(event)) {
                duplicates.add(event);
                fold.rememberDuplicate(event);
            } else {
                fold.count(event);
            }
        }
        lost.forEach(fold::deadLetter);
        asked().forEach(step -> fold.letterStep(step.step()));
        return fold;
    }

    /** What the store is told of letters: nothing of replays that are refused, nothing at all of a batch without any. */
    private List<Step> asked() {
        return touchesLetters
                ? steps.stream()
                        .filter(step -> step.event() == null || !refused.contains(step.event()))
                        .toList()
                : List.of();
    }

    /**
     * Notes what the store knows.
     *
     * @param fold of this batch, the last one
     * @param places of ids that are known, in that fold
     * @param refusals replays whose letters don't wait, by their places among that fold's letter steps
     */
    void known(BatchFold fold, List<Integer> places, List<Integer> refusals) {
        List<CountedEvent> inOrder = new ArrayList<>(events.size());
        for (IdGroup group : fold.ids()) {
            inOrder.addAll(group.events());
        }
        places.forEach(place -> known.add(inOrder.get(place)));
        List<Step> asked = asked();
        for (int place : refusals) {
            CountedEvent replay = asked.get(place).event();
            if (replay != null) {
                refused.add(replay);
            }
        }
    }

    boolean duplicate(CountedEvent event) {
        return duplicates.contains(event);
    }

    /** The sound events, duplicates too, in the order of the log. */
    List<CountedEvent> events() {
        return events;
    }

    /** In the order of the log. */
    List<DeadLetter> letters() {
        return letters;
    }

    /** What becomes of every event once the batch is applied, in the order of the log. */
    List<ApplyFollower.Fate> fates() {
        List<ApplyFollower.Fate> fates = new ArrayList<>();
        int letter = 0;
        int event = 0;
        for (LogRecord logRecord : records) {
            for (int index = 0; index < logRecord.events().size(); index++) {
                if (letter < letters.size()
                        && letters.get(letter).offset() == logRecord.offset()
                        && letters.get(letter).index() == index) {
                    letter++;
                    fates.add(ApplyFollower.Fate.DEAD_LETTERED);
                } else {
                    fates.add(
                            duplicate(events.get(event++)) ? ApplyFollower.Fate.DUPLICATE : ApplyFollower.Fate.COUNTED);
                }
            }
        }
        return fates;
    }

    LogRecord last() {
        return records.getLast();
    }

    /** Log times after the batch, of the kinds that have events in it. */
    Map<String, Long> logTimes() {
        return logTimes.advanced();
    }
}

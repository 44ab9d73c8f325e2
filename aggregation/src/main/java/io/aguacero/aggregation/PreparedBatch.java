package io.aguacero.aggregation;

import io.aguacero.aggregation.fold.BatchDuplicates;
import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.CountedEvent;
import io.aguacero.aggregation.fold.EventId;
import io.aguacero.aggregation.fold.EventReader;
import io.aguacero.aggregation.fold.EventReading;
import io.aguacero.aggregation.fold.IdGroup;
import io.aguacero.aggregation.fold.LogTimes;
import io.aguacero.aggregation.fold.SumPlace;
import io.aguacero.contracts.DeliveryPath;
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
    private final Set<CountedEvent> duplicates = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Lost> lost = new ArrayList<>();
    private final LogTimes logTimes;

    /** An event that counts in the sums of dead letters. */
    private record Lost(
            SumPlace sums, long logTimeMicros, @Nullable EventId id) {}

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
        BatchDuplicates seen = new BatchDuplicates();
        for (LogRecord logRecord : records) {
            for (int index = 0; index < logRecord.events().size(); index++) {
                switch (logRecord.events().get(index)) {
                    case DecodedEvent.Poisoned bad -> {
                        letter(bad.code(), bad.reason(), logRecord.offset(), index, null, bad.original());
                        lost.add(new Lost(SumPlace.NOWHERE, 0, null));
                    }
                    case DecodedEvent.Readable good -> read(good.event(), logRecord.offset(), index, reader, seen);
                }
            }
        }
    }

    private void read(EventEnvelope event, long offset, int index, EventReader reader, BatchDuplicates seen) {
        switch (reader.read(event, logTimes)) {
            case EventReading.Unsound bad -> {
                letter(
                        bad.code(),
                        bad.reason(),
                        offset,
                        index,
                        event,
                        event.getPayload().toByteArray());
                lost.add(new Lost(bad.sums(), bad.logTimeMicros(), EventId.of(event)));
            }
            case EventReading.Sound sound -> {
                events.add(sound.event());
                if (seen.duplicate(sound.event())) {
                    duplicates.add(sound.event());
                }
            }
        }
    }

    private void letter(
            String code, String reason, long offset, int index, @Nullable EventEnvelope event, byte[] original) {
        letters.add(new DeadLetter(code, reason, path, shard, offset, index, event, original));
    }

    /** Ids and deltas of what counts, as far as it is known which events are duplicates. */
    BatchFold fold() {
        BatchFold fold = new BatchFold();
        for (CountedEvent event : events) {
            if (duplicates.contains(event)) {
                fold.rememberDuplicate(event);
            } else {
                fold.count(event);
            }
        }
        lost.forEach(one -> fold.deadLetter(one.sums(), one.logTimeMicros(), one.id()));
        return fold;
    }

    /** Notes that the store knows ids, by their places in a fold of this batch. */
    void known(BatchFold fold, List<Integer> places) {
        List<CountedEvent> inOrder = new ArrayList<>(events.size());
        for (IdGroup group : fold.ids()) {
            inOrder.addAll(group.events());
        }
        places.forEach(place -> duplicates.add(inOrder.get(place)));
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

    LogRecord last() {
        return records.getLast();
    }

    /** Log times after the batch, of the kinds that have events in it. */
    Map<String, Long> logTimes() {
        return logTimes.advanced();
    }
}

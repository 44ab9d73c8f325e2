package io.aguacero.aggregation;

import io.aguacero.aggregation.fold.BatchDuplicates;
import io.aguacero.aggregation.fold.BatchFold;
import io.aguacero.aggregation.fold.CountedEvent;
import io.aguacero.aggregation.fold.EventReader;
import io.aguacero.aggregation.fold.EventReading;
import io.aguacero.aggregation.fold.IdGroup;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
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
    private long logTimeMicros;

    /**
     * @param records at least one
     * @param logTimeMicros the log time before them
     */
    PreparedBatch(DeliveryPath path, int shard, List<LogRecord> records, EventReader reader, long logTimeMicros) {
        this.path = path;
        this.shard = shard;
        this.records = records;
        this.logTimeMicros = logTimeMicros;
        BatchDuplicates seen = new BatchDuplicates();
        for (LogRecord logRecord : records) {
            for (int index = 0; index < logRecord.events().size(); index++) {
                switch (logRecord.events().get(index)) {
                    case DecodedEvent.Poisoned bad ->
                        letter(bad.code(), bad.reason(), logRecord.offset(), index, null, bad.original());
                    case DecodedEvent.Readable good -> read(good.event(), logRecord.offset(), index, reader, seen);
                }
            }
        }
    }

    private void read(EventEnvelope event, long offset, int index, EventReader reader, BatchDuplicates seen) {
        logTimeMicros = EventReader.logTimeAfter(event, logTimeMicros);
        switch (reader.read(event, logTimeMicros)) {
            case EventReading.Unsound bad ->
                letter(
                        bad.code(),
                        bad.reason(),
                        offset,
                        index,
                        event,
                        event.getPayload().toByteArray());
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

    /** The log time after the batch. */
    long logTimeMicros() {
        return logTimeMicros;
    }
}

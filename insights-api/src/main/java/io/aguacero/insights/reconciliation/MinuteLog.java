package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the part of a path's log again that holds some minutes of event time. Blocks; for a thread of its own. */
final class MinuteLog {
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final EventPlace places;
    private final long recordsMax;
    private final int eventsMax;
    private final long patienceNanos;

    /**
     * @param recordsMax most records read for one question
     * @param eventsMax most events held for one question
     * @param patience longest time for one question
     */
    MinuteLog(KindCatalog kinds, long recordsMax, int eventsMax, Duration patience) {
        this.places = new EventPlace(kinds);
        this.recordsMax = recordsMax;
        this.eventsMax = eventsMax;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * The events of those minutes, by identity.
     *
     * @throws IOException if the log can't be read, or not within the bounds
     */
    Map<ByteBuffer, Sighting> read(LogFeed.Source feeds, Map<Integer, OffsetRange> ranges, Set<MinuteKey> minutes)
            throws IOException {
        Map<ByteBuffer, Sighting> found = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        if (ranges.isEmpty()) {
            return found;
        }
        Map<Integer, OffsetRange> open = new HashMap<>(ranges);
        long started = System.nanoTime();
        long records = 0;
        try (LogFeed feed = feeds.open()) {
            for (Map.Entry<Integer, OffsetRange> range : ranges.entrySet()) {
                feed.read(range.getKey(), range.getValue().first());
            }
            while (!open.isEmpty()) {
                for (ScannedRecord one : feed.poll(PATIENCE)) {
                    OffsetRange range = open.get(one.shard());
                    if (range != null && one.offset() <= range.last()) {
                        records++;
                        one.events().forEach(event -> add(found, texts, minutes, one, event));
                    }
                    if (found.size() > eventsMax) {
                        throw new IOException("more than " + eventsMax + " events, which are held at once");
                    }
                    if (range != null && one.offset() >= range.last()) {
                        open.remove(one.shard());
                        feed.pause(one.shard(), true);
                    }
                }
                if (records > recordsMax || System.nanoTime() - started > patienceNanos) {
                    throw new IOException("more than can be read again at once");
                }
            }
        }
        return found;
    }

    private void add(
            Map<ByteBuffer, Sighting> found,
            Map<String, String> texts,
            Set<MinuteKey> minutes,
            ScannedRecord scanned,
            DecodedEvent event) {
        if (event instanceof DecodedEvent.Readable(EventEnvelope envelope) && minutes.contains(places.of(event))) {
            ByteBuffer identity = ByteBuffer.wrap(EventPlace.identity(event));
            found.computeIfAbsent(identity, absent -> Sighting.of(identity, envelope, name(envelope, texts)))
                    .places()
                    .add(new Sighting.Place(scanned.shard(), scanned.offset()));
        }
    }

    /** @param texts that come again and again, each kept once */
    private static Finding.Name name(EventEnvelope event, Map<String, String> texts) {
        return new Finding.Name(
                texts.computeIfAbsent(event.getTenant(), text -> text),
                texts.computeIfAbsent(event.getSource(), text -> text),
                event.getId(),
                event.getTimeMicros());
    }
}

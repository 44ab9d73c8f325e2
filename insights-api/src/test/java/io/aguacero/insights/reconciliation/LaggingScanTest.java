package io.aguacero.insights.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.insights.reconciliation.StoredCounts.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How far each log has been read decides what is lost, and not the time alone. A broker can't be made to give a log slowly to one
 * reader, so the logs here are lists; clock and store are the test's too.
 */
class LaggingScanTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final KindCatalog kinds = ((KindLoading.Loaded) KindCatalog.load(Path.of("src/test/kinds"))).catalog();
    private final List<EventEnvelope> kafka = new CopyOnWriteArrayList<>();
    private final List<EventEnvelope> rabbit = new CopyOnWriteArrayList<>();
    private final AtomicInteger comparisons = new AtomicInteger();
    private final AtomicInteger ticks = new AtomicInteger();
    private volatile Instant now = START;
    private final Reconciliation reconciliation = reconciliation();

    @AfterEach
    void close() {
        reconciliation.close();
    }

    @Test
    void whatAScanHasNotReadYetIsNotTakenForLost() {
        kafka.addAll(List.of(accepted("a", 10), accepted("b", 11), accepted("c", 60)));
        rabbit.add(accepted("a", 10));
        reconciliation.start();
        untilCompared();
        now = START.plusSeconds(120);
        untilCompared();
        assertEquals(0, reconciliation.gap(DeliveryPath.RABBITMQ));

        rabbit.add(accepted("c", 60));
        Waiting.until(() -> reconciliation.gap(DeliveryPath.RABBITMQ) == 1);
        assertEquals(0, reconciliation.gap(DeliveryPath.KAFKA));
    }

    /** Twenty times from now on, with whatever the scans have found meanwhile. */
    private void untilCompared() {
        int from = comparisons.get();
        Waiting.until(() -> comparisons.get() >= from + 20);
    }

    private static EventEnvelope accepted(String id, int seconds) {
        Instant at = START.plusSeconds(seconds);
        return Pipes.event(id, START).toBuilder()
                .setAcceptedAtMicros(at.toEpochMilli() * 1_000)
                .build();
    }

    private Reconciliation reconciliation() {
        DoorLedger doors = new DoorLedger(100, 100);
        doors.add(new DoorRecord(
                "door",
                "run",
                1,
                START.minusSeconds(3_600),
                START.plusSeconds(3_600),
                true,
                true,
                Map.of(),
                List.of()));
        return new Reconciliation(
                kinds,
                new ReconciliationSettings(
                        1,
                        new ScanLimits(100, 100, 100),
                        Duration.ofMillis(5),
                        SETTLE,
                        100,
                        100,
                        Duration.ofSeconds(10)),
                Map.of(
                        DeliveryPath.KAFKA,
                        () -> new ListFeed(kafka),
                        DeliveryPath.RABBITMQ,
                        () -> new ListFeed(rabbit)),
                (path, shard, hours) ->
                        CompletableFuture.completedStage(stored(path == DeliveryPath.KAFKA ? kafka : rabbit, hours)),
                doors,
                Map::of,
                this::clock);
    }

    /** A millisecond later each time that somebody looks: the store is asked by the clock. */
    private Instant clock() {
        if (Thread.currentThread().getName().equals("reconciliation")) {
            comparisons.incrementAndGet();
        }
        return now.plusMillis(ticks.incrementAndGet());
    }

    /** A store that has counted each event of the log, all of which are of one minute. */
    private static StoredCounts stored(List<EventEnvelope> log, List<HourKey> hours) {
        List<EventEnvelope> counted = List.copyOf(log);
        EventSum sum = counted.stream()
                .map(event -> EventSum.of(EventIdentity.of(event)))
                .reduce(EventSum.ZERO, EventSum::plus);
        HourKey hour = new MinuteKey("weather.tweet", START.getEpochSecond() / 60).hour();
        return new StoredCounts(
                counted.size(),
                Map.of(),
                hours.contains(hour)
                        ? Map.of(hour, Map.of(0, new Counts(sum, EventSum.ZERO, EventSum.ZERO)))
                        : Map.of(),
                Map.of("weather.tweet", (long) counted.size()));
    }

    /** Gives what is in the list, an event a record, and never says that this is all. */
    private static final class ListFeed implements LogFeed {
        private final List<EventEnvelope> log;
        private int next;

        ListFeed(List<EventEnvelope> log) {
            this.log = log;
        }

        @Override
        public void read(int shard, long from) {
            next = (int) from;
        }

        @Override
        public void readSince(int shard, long sinceMillis) {
            throw new UnsupportedOperationException("only lineage asks for a time");
        }

        @Override
        public List<ScannedRecord> poll(Duration patience) {
            int from = next;
            next = log.size();
            return IntStream.range(from, next)
                    .mapToObj(
                            offset -> new ScannedRecord(0, offset, List.of(new DecodedEvent.Readable(log.get(offset)))))
                    .toList();
        }

        @Override
        public void pause(int shard, boolean paused) {
            // what was read is given once, paused or not
        }

        @Override
        public boolean atEnd(int shard) {
            return false;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}

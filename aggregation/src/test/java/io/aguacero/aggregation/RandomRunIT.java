package io.aguacero.aggregation;

import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.read.Group;
import io.aguacero.aggregation.read.WindowsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.WindowSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However a log is cut into batches, whoever applies them, whatever is read again, to whichever earlier state the store
 * falls back, and whenever it is lost and restored from whichever checkpoint: it ends with what {@link PlainFold} says.
 */
class RandomRunIT extends OnRealStore {
    private static final int RECORDS = 500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void theStoreEndsWithWhatTheLogAddsUpTo(long seed) {
        List<LogRecord> log = new RandomLog(seed, RECORDS).records();
        PlainFold expected = new PlainFold(log);
        new Run(log, new Random(seed)).toTheEnd();

        Map<String, String> wanted = new TreeMap<>();
        expected.groups.forEach((key, stats) -> {
            String[] part = key.split(" ", 3);
            if (!expected.dropped(part[0], part[1])) {
                wanted.put(key, stats.toString());
            }
        });
        assertEquals(join(wanted), join(stored(expected.logTimes)));
        Map<String, String> wantedSums = new TreeMap<>();
        expected.sums.forEach((minute, sums) -> {
            if (!expected.hourDropped(minute)) {
                wantedSums.put(minute, sums.toString());
            }
        });
        assertEquals(join(wantedSums), join(storedSums(expected)));
        assertEquals(expected.logTimes, fixture.logTimes());
        assertEquals(expected.waiting.keySet(), fixture.letters());
        assertEquals(fixture.names("t:*"), fixture.members("totals"));
        assertEquals(
                expected.letters,
                fixture.letters.stream()
                        .map(letter -> letter.offset() + "/" + letter.index())
                        .distinct()
                        .count());
        assertTrue(fixture.positions(1).complete());
    }

    private static String join(Map<String, String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }

    /** The sums of every minute that hasn't been dropped, as {@link PlainFold} puts them. */
    private static Map<String, String> storedSums(PlainFold expected) {
        Map<String, Map<String, String>> minutes = new TreeMap<>();
        for (String name : fixture.names("rc:*")) {
            String[] hour = name.split(":");
            fixture.fields(name).forEach((field, value) -> {
                String[] part = field.split("\\.", 2);
                String minute = hour[1] + " " + hour[2] + " " + part[0];
                minutes.computeIfAbsent(minute, absent -> new TreeMap<>()).put(part[1], value);
            });
            assertTrue(fixture.indexed("rci:" + hour[1], hour[2]), name);
        }
        Map<String, String> lines = new TreeMap<>();
        minutes.forEach((minute, fields) -> {
            if (!expected.hourDropped(minute)) {
                lines.put(minute, fields.toString());
            }
        });
        return lines;
    }

    private static Map<String, String> stored(Map<String, Long> logTimes) {
        Map<String, String> lines = new TreeMap<>();
        for (EventKind kind : fixture.kinds.kinds()) {
            for (String label : List.of("", "place", "place,mood")) {
                String grouping = Map.of("", "all", "place", "place", "place,mood", "mood")
                        .get(label);
                fixture.totals(kind.name(), label).groups().stream()
                        .filter(group -> group.count() > 0)
                        .forEach(group -> put(lines, kind.name() + " total " + grouping, group));
                for (WindowSpec size : kind.aggregate().windows()) {
                    windows(kind, size, label, logTimes.getOrDefault(kind.name(), 0L))
                            .forEach(window -> window.groups()
                                    .forEach(group -> put(
                                            lines,
                                            kind.name() + " " + size.label() + "@"
                                                    + window.start().getEpochSecond() + " " + grouping,
                                            group)));
                }
            }
        }
        return lines;
    }

    private static List<WindowsReading.Window> windows(
            EventKind kind, WindowSpec size, String label, long logTimeMicros) {
        long seconds = size.size().toSeconds();
        long dropped = Math.floorDiv(logTimeMicros / 1_000 - size.keep().toMillis(), 1_000) - seconds;
        Instant from = Instant.ofEpochSecond((Math.floorDiv(dropped, seconds) + 1) * seconds);
        List<WindowsReading.Window> windows = new ArrayList<>();
        while (from != null) {
            var page = assertInstanceOf(
                    WindowsReading.Page.class,
                    await(fixture.reader(1)
                            .windows(
                                    DeliveryPath.KAFKA,
                                    kind,
                                    size,
                                    fixture.grouping(kind.name(), label),
                                    from,
                                    StoreFixture.instant(1_000_000),
                                    100)));
            windows.addAll(page.windows());
            from = page.next();
        }
        return windows;
    }

    private static void put(Map<String, String> lines, String prefix, Group group) {
        Map<String, String> values = new TreeMap<>();
        group.values()
                .forEach((name, value) -> values.put(
                        name, PlainFold.describe(value.count(), value.sum(), value.min(), value.max(), value.last())));
        lines.put(prefix + " " + group.key(), group.count() + " " + values);
    }

    /** Two consumers that take turns on one shard, and a store that is set back now and then. */
    private static final class Run {
        private final List<LogRecord> log;
        private final Random random;
        private final List<Consumer> consumers;
        private List<byte[]> backup = List.of();

        Run(List<LogRecord> log, Random random) {
            this.log = log;
            this.random = random;
            this.consumers = List.of(new Consumer("a"), new Consumer("b"));
        }

        void toTheEnd() {
            consumers.forEach(Consumer::open);
            Consumer current = consumers.getFirst();
            for (int step = 0; step < 150; step++) {
                if (random.nextInt(12) == 0) {
                    current = consumers.get(random.nextInt(2));
                }
                disturb(current);
                current.step();
            }
            while (!current.atEnd()) {
                current.step();
            }
        }

        private void disturb(Consumer current) {
            switch (random.nextInt(20)) {
                case 0 -> current.open();
                case 1 -> backup = fixture.backup();
                case 2 -> {
                    if (!backup.isEmpty()) {
                        fixture.restore(backup);
                    }
                }
                case 3 -> {
                    if (random.nextInt(4) == 0) {
                        fixture.restore(List.of());
                        backup = List.of();
                    }
                }
                case 4, 5 -> {
                    var unused = fixture.checkpoint(current.owner);
                }
                default -> {}
            }
        }

        private LogBounds bounds() {
            return new LogBounds(0, log.getLast().offset() + 1);
        }

        private final class Consumer {
            private final String owner;
            private final ShardApplier applier;
            private int place;
            private int staleSteps;
            private int seekPlace;
            private long next;

            Consumer(String owner) {
                this.owner = owner;
                applier = fixture.applier(owner, 0, limits());
            }

            private ApplyLimits limits() {
                return new ApplyLimits(
                        1 + random.nextInt(60), 1L << 20, StoreFixture.LIMITS.lease(), StoreFixture.LIMITS.deadline());
            }

            boolean atEnd() {
                return next == bounds().end();
            }

            void open() {
                fixture.endLease();
                var start = assertInstanceOf(ShardStart.ReadFrom.class, await(applier.open(bounds())));
                place = placeOf(start.offset());
                staleSteps = 0;
            }

            void step() {
                if (staleSteps > 0 && --staleSteps == 0) {
                    place = seekPlace;
                }
                fixture.endLease();
                int last = Math.min(log.size(), place + 1 + random.nextInt(40));
                List<LogRecord> batch = place >= log.size() ? List.of() : log.subList(place, last);
                switch (await(batch.isEmpty() ? applier.renew() : applier.apply(batch))) {
                    case ShardStep.Applied applied -> {
                        next = applied.next();
                        place = last;
                    }
                    case ShardStep.SeekTo seek -> {
                        next = -1;
                        place = last;
                        seekPlace = placeOf(seek.offset());
                        staleSteps = 1 + random.nextInt(3);
                    }
                    case ShardStep.Reopen reopen -> open();
                    case ShardStep other -> throw new AssertionError(other);
                }
            }

            private int placeOf(long offset) {
                int found = 0;
                while (found < log.size() && log.get(found).offset() < offset) {
                    found++;
                }
                return found;
            }
        }
    }
}

package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.poisoned;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.contracts.v1.EventEnvelope;
import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dead letters wait to be replayed, and each of them counts once at most. */
class LettersIT extends OnRealStore {
    private static final String UNSOUND = "{\"place\":0}";

    private static EventEnvelope replay(String letter, double second, double acceptedSecond, String id) {
        return at(second, acceptedSecond, id, level("x", "1")).toBuilder()
                .setReplayOf(letter)
                .build();
    }

    private static void apply(ShardApplier applier, LogRecord... records) {
        assertEquals(
                new ShardStep.Applied(records[records.length - 1].offset() + 1),
                await(applier.apply(List.of(records))));
    }

    @Test
    void aLetterReplayedLongAfterItsHorizonCountsOnceInItsOwnMinute() {
        ShardApplier applier = fixture.opened("a");
        apply(applier, record(0, at(1, "0", level("x", "1")), at(61, "1", UNSOUND)));
        assertEquals(Set.of("0/1"), fixture.letters());

        apply(applier, record(1, at(9_000, "2", level("x", "1"))));
        apply(applier, record(2, replay("kafka/0/0/1", 61, 9_001, "1")));
        apply(applier, record(3, replay("kafka/0/0/1", 61, 9_002, "1")));

        assertEquals(3, fixture.count());
        assertEquals(Set.of(), fixture.letters());
        assertEquals(Map.of(TestKinds.REPORT, 1), fixture.duplicates);
        assertEquals(1, fixture.letters.size(), "a replay that doesn't count is no new letter");
        assertEquals(
                Set.of(), fixture.names("ids:" + TestKinds.REPORT + ":" + Events.START), "its bucket isn't made again");
    }

    @Test
    void aReplayThatFailsAgainBecomesTheLetterThatWaitsInsteadOfTheFirst() {
        ShardApplier applier = fixture.opened("a");
        apply(applier, poisoned(0));
        EventEnvelope again =
                at(1, "1", UNSOUND).toBuilder().setReplayOf("kafka/0/0/0").build();
        apply(applier, record(1, again), record(2, again));

        assertEquals(Set.of("1/0"), fixture.letters());
        apply(applier, record(3, replay("kafka/0/0/0", 1, 2, "1")), record(4, replay("kafka/0/2/0", 1, 2, "1")));
        assertEquals(0, fixture.count());
        apply(applier, record(5, replay("kafka/0/1/0", 1, 2, "1")));
        assertEquals(1, fixture.count());
    }

    @Test
    void anEventThatWasCountedAfterAllLeavesNoLetterWaiting() {
        ShardApplier applier = fixture.opened("a");
        apply(applier, record(0, at(1, "1", UNSOUND)));
        apply(applier, record(1, at(1, "1", UNSOUND)));
        assertEquals(Set.of("0/0"), fixture.letters(), "one letter an event");
        apply(applier, record(2, at(1, 2, "1", level("x", "1"))));
        apply(applier, record(3, at(1, 3, "1", UNSOUND)));
        assertEquals(Set.of(), fixture.letters());

        apply(applier, record(4, replay("kafka/0/0/0", 1, 4, "1")));
        assertEquals(1, fixture.count());
    }

    @Test
    void anEventIsNotLostToAReplayOfItThatDoesNotCount() {
        ShardApplier applier = fixture.opened("a");
        apply(
                applier,
                record(0, replay("kafka/0/77/0", 1, 1, "1"), replay("kafka/1/0/0", 1, 1, "1")),
                record(1, at(1, "1", level("x", "1"))),
                record(2, at(1, "1", level("x", "1"))));

        assertEquals(1, fixture.count());
        assertEquals(Map.of(TestKinds.REPORT, 3), fixture.duplicates);
    }

    @Test
    void aReplayOfAnEventThatIsKnownIsADuplicateAndItsLetterWaitsNoMore() {
        ShardApplier applier = fixture.opened("a");
        apply(applier, poisoned(0), record(1, at(1, "1", level("x", "1"))));
        apply(applier, record(2, replay("kafka/0/0/0", 1, 2, "1")));

        assertEquals(1, fixture.count());
        assertEquals(Set.of(), fixture.letters());
    }

    @Test
    void theOldestLettersGoFirstWhenThereAreTooMany() {
        ShardApplier applier = fixture.opened("a");
        apply(applier, record(0, at(1, "1", UNSOUND)));
        for (int first = 1; first < 100_000; first += 10_000) {
            List<Object> many = new ArrayList<>(List.of("{k:0}:g1:letters"));
            for (int i = first; i < Math.min(100_000, first + 10_000); i++) {
                many.add(i);
                many.add(i + "/0");
            }
            fixture.command(Command.ZADD, many.toArray());
        }
        // A hole of the log is read twice.
        assertEquals(new ShardStep.SeekTo(1), await(applier.apply(List.of(poisoned(200_000)))));
        apply(applier, poisoned(200_000));

        assertEquals(100_000, fixture.letters().size());
        assertFalse(fixture.letters().contains("0/0"));
        assertTrue(fixture.letters().contains("200000/0"));
        assertEquals(Map.of(), fixture.fields("letterids"));
    }
}

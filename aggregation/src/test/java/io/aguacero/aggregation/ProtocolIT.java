package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.redis.client.Command;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may apply what, and what happens when consumer, log and store don't agree on where they are. */
class ProtocolIT extends OnRealStore {
    private static final String POSITION = "{k:0}:g1:pos";

    private static List<LogRecord> records(int from, int to) {
        List<LogRecord> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record(i, at(i, "id" + i, level("x", "1"))));
        }
        return records;
    }

    @Test
    void aConsumerReadsOnAtTheRecordAppliedLast() {
        ShardApplier before = fixture.opened("a");
        await(before.apply(records(0, 10)));
        ShardApplier after = fixture.applier("a");
        assertEquals(new ShardStart.ReadFrom(9), await(after.open(new LogBounds(0, 12))));
        assertEquals(new ShardStep.Applied(12), await(after.apply(records(9, 12))));
        assertEquals(12, fixture.count());
    }

    @Test
    void aLogMayHaveHolesWhichAreReadTwice() {
        ShardApplier applier = fixture.opened("a");
        List<LogRecord> both = List.of(records(3, 4).getFirst(), records(8, 9).getFirst());
        assertEquals(new ShardStep.SeekTo(0), await(applier.apply(both)));
        assertEquals(new ShardStep.SeekTo(4), await(applier.apply(both)));
        assertEquals(new ShardStep.Applied(9), await(applier.apply(records(8, 9))));
        assertEquals(new ShardStep.SeekTo(9), await(applier.apply(records(21, 22))));
        assertEquals(new ShardStep.Applied(22), await(applier.apply(records(21, 22))));
        assertEquals(3, fixture.count());
    }

    @Test
    void aRecordThatGotLostOnItsWayIsReadAgainBeforeAnyThatComesAfterIt() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(records(0, 2)));
        assertEquals(new ShardStep.SeekTo(2), await(applier.apply(records(3, 5))));
        assertEquals(2, fixture.count());
        assertEquals(new ShardStep.Applied(5), await(applier.apply(records(2, 5))));
        assertEquals(5, fixture.count());
    }

    @Test
    void anotherOwnerWaitsForTheLeaseAndThenTakesOver() {
        ShardApplier first = fixture.opened("a");
        await(first.apply(records(0, 3)));
        ShardApplier second = fixture.applier("b");
        assertInstanceOf(ShardStart.Busy.class, await(second.open(new LogBounds(0, 3))));

        fixture.endLease();
        assertEquals(new ShardStart.ReadFrom(2), await(second.open(new LogBounds(0, 3))));
        assertInstanceOf(ShardStep.Busy.class, await(first.apply(records(3, 5))));
        assertInstanceOf(ShardStep.Busy.class, await(first.renew()));
        assertEquals(new ShardStep.Applied(4), await(second.apply(records(2, 4))));
        assertEquals(new ShardStep.Applied(4), await(second.renew()));
        assertEquals(4, fixture.count());
    }

    @Test
    void aZombieIsSentToWhereItsSuccessorStandsAndCountsNothingTwice() {
        ShardApplier zombie = fixture.opened("a");
        await(zombie.apply(records(0, 3)));
        fixture.endLease();
        ShardApplier successor = fixture.opened("b");
        await(successor.apply(records(2, 8)));

        assertEquals(new ShardStep.SeekTo(7), await(zombie.apply(records(3, 6))));
        fixture.endLease();
        assertEquals(new ShardStep.Applied(9), await(zombie.apply(records(6, 9))));
        assertEquals(9, fixture.count());
    }

    @Test
    void anIdleOwnerThatRenewsLearnsThatSomebodyElseWentOn() {
        ShardApplier idle = fixture.opened("a");
        fixture.endLease();
        ShardApplier successor = fixture.opened("b");
        await(successor.apply(records(0, 4)));
        assertEquals(new ShardStep.SeekTo(3), await(idle.renew()));
    }

    @Test
    void aStoreThatWasRolledBackIsFilledAgainFromTheLog() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(records(0, 2)));
        List<byte[]> backup = fixture.backup();
        await(applier.apply(records(2, 6)));
        fixture.restore(backup);

        assertEquals(new ShardStep.SeekTo(1), await(applier.apply(records(6, 8))));
        assertEquals(
                new ShardStep.Applied(2), await(applier.apply(records(8, 9))), "given before the seek took effect");
        assertEquals(new ShardStep.Applied(9), await(applier.apply(records(1, 9))));
        assertEquals(9, fixture.count());
    }

    @Test
    void aStoreThatLostEverythingAsksForANewOpeningAndIsRebuilt() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(records(0, 5)));
        fixture.command(Command.FLUSHALL);
        fixture.command(Command.FUNCTION, "FLUSH");

        assertInstanceOf(ShardStep.Reopen.class, await(applier.apply(records(5, 7))));
        assertEquals(new ShardStart.ReadFrom(0), await(applier.open(new LogBounds(0, 7))));
        assertFalse(fixture.positions(1).complete(), "it hasn't caught up");
        assertEquals(
                new ShardStep.Applied(0), await(applier.apply(records(7, 8))), "given before the seek took effect");
        assertEquals(new ShardStep.Applied(8), await(applier.apply(records(0, 8))));
        assertEquals(8, fixture.count());
        assertTrue(fixture.positions(1).complete());
    }

    @Test
    void aShardWhoseHistoryIsGoneIsNeverComplete() {
        ShardApplier applier = fixture.applier("a");
        assertEquals(new ShardStart.ReadFrom(5), await(applier.open(new LogBounds(5, 7))));
        await(applier.apply(records(5, 8)));
        assertEquals(3, fixture.count());
        assertFalse(fixture.positions(1).complete());
    }

    @Test
    void aLogThatWasCutOrHasMovedOnOrWasMadeAnewHaltsTheShard() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(records(0, 10)));

        assertEquals(HaltCode.LOG_CUT, halt(await(applier.open(new LogBounds(0, 9)))));
        assertEquals(HaltCode.LOG_EXPIRED, halt(await(applier.open(new LogBounds(11, 20)))));
        assertEquals(new ShardStart.ReadFrom(10), await(applier.open(new LogBounds(10, 20))), "nothing is missing");

        assertEquals(new ShardStart.ReadFrom(9), await(applier.open(new LogBounds(0, 20))));
        LogRecord other = new LogRecord(9, "another", List.of());
        var halted = assertInstanceOf(ShardStep.Halted.class, await(applier.apply(List.of(other))));
        assertEquals(HaltCode.LOG_FORKED, halted.code());
        assertEquals(10, fixture.count());
    }

    private static HaltCode halt(ShardStart start) {
        return assertInstanceOf(ShardStart.Halted.class, start).code();
    }

    @Test
    void aConsumerOfAnotherLogIsFoundOutByTheStore() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(records(0, 2)));
        fixture.command(Command.HSET, POSITION, "fp", "another");
        var halted = assertInstanceOf(ShardStep.Halted.class, await(applier.apply(records(2, 3))));
        assertEquals(HaltCode.LOG_FORKED, halted.code());
        assertEquals(2, fixture.count());
    }

    @Test
    void aShardThatAnEarlierReleaseFilledIsLeftAlone() {
        fixture.opened("a");
        fixture.command(Command.HSET, POSITION, "logtime", "0");
        var down = assertInstanceOf(
                ShardStart.StoreDown.class, await(fixture.applier("a").open(new LogBounds(0, 1))));
        assertTrue(down.reason().startsWith("LAYOUT "), down.reason());
    }

    @Test
    void aLibraryOfAnotherReleaseIsReplacedBeforeItCanApplyAnything() {
        ShardApplier applier = fixture.opened("a");
        fixture.command(Command.FUNCTION, "LOAD", "REPLACE", """
                #!lua name=aguacero
                redis.register_function('aguacero_apply', function() return redis.error_reply('VERSION other') end)
                """);
        assertEquals(new ShardStep.Applied(2), await(applier.apply(records(0, 2))));
        assertEquals(2, fixture.count());
    }

    @Test
    void whatWasAppliedSurvivesTheKillOfTheStore() {
        ShardApplier applier = fixture.opened("a");
        for (int i = 0; i < 5; i++) {
            assertEquals(new ShardStep.Applied(4 * i + 4), await(applier.apply(records(4 * i, 4 * i + 4))));
            fixture.valkey.kill();
            assertInstanceOf(ShardStep.StoreDown.class, await(applier.apply(records(4 * i + 4, 4 * i + 8))));
            fixture.valkey.start();
        }
        assertEquals(20, fixture.count());
    }

    @Test
    void whileADeadLetterIsNotConfirmedNothingAdvances() {
        ShardApplier applier = fixture.opened("a");
        List<LogRecord> records = List.of(
                records(0, 1).getFirst(), Events.poisoned(1), records(2, 3).getFirst());
        fixture.deadLettersConfirm = false;
        assertInstanceOf(ShardStep.DeadLettersDown.class, await(applier.apply(records)));
        assertEquals(0, fixture.count());

        fixture.letters.clear();
        fixture.deadLettersConfirm = true;
        assertEquals(new ShardStep.Applied(3), await(applier.apply(records)));
        assertEquals(2, fixture.count());
        assertEquals(List.of("malformed 1/0"), letters());
    }

    @Test
    void aConfirmedDeadLetterIsNotWrittenAgainWhenTheStoreFails() {
        ShardApplier applier = fixture.opened("a");
        List<LogRecord> records = List.of(Events.poisoned(0), records(1, 2).getFirst());
        fixture.command(Command.CONFIG, "SET", "maxmemory", "1");
        assertInstanceOf(ShardStep.StoreDown.class, await(applier.apply(records)));
        fixture.command(Command.CONFIG, "SET", "maxmemory", "0");
        assertEquals(new ShardStep.Applied(2), await(applier.apply(records)));
        assertEquals(List.of("malformed 0/0"), letters());
    }

    private static List<String> letters() {
        return fixture.letters.stream()
                .map(letter -> letter.code() + " " + letter.offset() + "/" + letter.index())
                .toList();
    }
}

package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.checkpoint.CheckpointListener.Outcome;
import io.aguacero.aggregation.checkpoint.CheckpointTaker;
import io.aguacero.aggregation.checkpoint.CheckpointTaker.Taking;
import io.aguacero.aggregation.checkpoint.ShardCheckpoints;
import io.aguacero.aggregation.store.RestoreReply;
import io.aguacero.aggregation.store.RestoreStep;
import io.aguacero.aggregation.store.StoredKey;
import io.aguacero.localstack.process.Until;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lost shard comes back from its checkpoint and the log after it, and what can't come back is said. */
class CheckpointIT extends OnRealStore {
    /** Seconds after which no id of an event counts any more: twice the horizon, a bucket, the margin. */
    private static final int REACH = 1_560;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One event every 100 seconds, offset = place, each with an id and a level of its own. */
    private static List<LogRecord> log(int records) {
        List<LogRecord> log = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            log.add(record(i, at(i * 100, "id-" + i, level("x", "1"))));
        }
        return log;
    }

    /** Applies a log, with a checkpoint every five records and one at its end. */
    private static void applyWithCheckpoints(List<LogRecord> log) {
        ShardApplier applier = fixture.opened("a");
        for (int from = 0; from < log.size(); from += 5) {
            await(applier.apply(log.subList(from, Math.min(log.size(), from + 5))));
            assertInstanceOf(Taking.Taken.class, fixture.checkpoint("a"));
        }
    }

    private static long opened(ShardApplier applier, long first, long end) {
        fixture.endLease();
        return assertInstanceOf(ShardStart.ReadFrom.class, await(applier.open(new LogBounds(first, end))))
                .offset();
    }

    @Test
    void whatIsBeforeTheMarkIsNeverReadAgainAndNothingIsMissing() {
        List<LogRecord> log = log(40);
        applyWithCheckpoints(log);
        fixture.command(Command.FLUSHALL);

        ShardApplier applier = fixture.applier("b");
        long from = opened(applier, 20, 40);
        assertEquals(
                20, from, "the newest mark at least " + REACH + " s before the end at 3,900 s is that after 1,900 s");
        assertEquals(40, fixture.count(), "all that was counted is back at once");
        assertFalse(fixture.positions(1).complete(), "but its ids aren't");

        List<LogRecord> more = new ArrayList<>(log.subList(20, 40));
        more.add(record(40, at(3_950, "new", level("x", "1")), at(3_000, "id-30", level("x", "1"))));
        await(applier.apply(more));
        assertEquals(41, fixture.count(), "an event of before the loss is known");
        assertTrue(fixture.positions(1).complete());
        assertEquals(Map.of(TestKinds.REPORT, 41), fixture.counted, "nobody hears of what is only remembered");
        assertEquals(List.of("checkpoint"), fixture.checkpoints.restores);
    }

    @Test
    void idsThatTheLogNoLongerHasMakeTheShardIncompleteForEver() {
        List<LogRecord> log = log(40);
        applyWithCheckpoints(log);
        fixture.command(Command.FLUSHALL);

        ShardApplier applier = fixture.applier("b");
        assertEquals(30, opened(applier, 30, 40));
        await(applier.apply(log.subList(30, 40)));
        assertEquals(40, fixture.count());
        assertFalse(fixture.positions(1).complete());
        assertInstanceOf(Taking.Taken.class, fixture.checkpoint("b"));
        fixture.command(Command.FLUSHALL);
        ShardApplier again = fixture.applier("c");
        await(again.apply(log.subList((int) opened(again, 20, 40), 40)));
        assertFalse(fixture.positions(1).complete(), "a checkpoint keeps what it knows");
    }

    @Test
    void recordsThatTheLogLostAfterTheCheckpointMakeTheShardIncomplete() {
        applyWithCheckpoints(log(10));
        fixture.command(Command.FLUSHALL);

        ShardApplier applier = fixture.applier("b");
        assertEquals(15, opened(applier, 15, 20));
        await(applier.apply(log(20).subList(15, 20)));
        assertEquals(15, fixture.count());
        assertFalse(fixture.positions(1).complete());
    }

    @Test
    void deadLettersAreWrittenOnceThoughTheirRecordsAreReadAgain() {
        ShardApplier applier = fixture.opened("a");
        List<LogRecord> log = List.of(Events.poisoned(0), record(1, at(1, "1", level("x", "1"))), Events.poisoned(2));
        await(applier.apply(log.subList(0, 2)));
        assertInstanceOf(Taking.Taken.class, fixture.checkpoint("a"));
        fixture.command(Command.FLUSHALL);
        ShardApplier other = fixture.applier("b");
        assertEquals(0, opened(other, 0, 3));
        await(other.apply(log));
        assertEquals(
                List.of(0L, 2L),
                fixture.letters.stream().map(DeadLetter::offset).toList());
    }

    @ParameterizedTest(name = "after {0} keys")
    @ValueSource(ints = {0, 1, 3, 7, 1_000})
    void aRestoreThatDiedOnItsWayIsDoneAgainFromNothing(int keys) {
        List<LogRecord> log = log(30);
        applyWithCheckpoints(log.subList(0, 20));
        List<StoredKey> someOfIt = keysOfTheStore(keys);
        await(fixture.opened("a").apply(log.subList(20, 25)));
        fixture.command(Command.FLUSHALL);

        assertInstanceOf(RestoreReply.Done.class, step("a", 0, List.of()));
        assertInstanceOf(RestoreReply.Done.class, step("a", 1, someOfIt));
        assertEquals(List.of(), fixture.positions(1).shards(), "a shard on its way has no position");

        ShardApplier busy = fixture.applier("b");
        assertInstanceOf(ShardStart.Busy.class, await(busy.open(new LogBounds(0, 30))));
        fixture.endLease();
        ShardApplier applier = fixture.applier("b");
        long from = opened(applier, 0, 30);
        assertInstanceOf(RestoreReply.Filled.class, step("a", 2, someOfIt), "who comes too late writes nothing");
        await(applier.apply(log.subList((int) from, 30)));
        assertEquals(30, fixture.count());
        assertEquals(
                "30.00", fixture.group("place", "x").values().get("level").sum().toString());
        assertTrue(fixture.positions(1).complete());
    }

    @Test
    void aStoreThatIsLostBetweenTwoStepsTakesNoFurtherOne() {
        assertInstanceOf(RestoreReply.Done.class, step("one", 0, List.of()));
        fixture.command(Command.FLUSHALL);
        assertInstanceOf(RestoreReply.Lost.class, step("one", 1, List.of()));
        assertInstanceOf(RestoreReply.Done.class, step("two", 0, List.of()));
        assertInstanceOf(RestoreReply.Lost.class, step("one", 1, List.of()));
        assertInstanceOf(RestoreReply.Lost.class, step("two", 2, List.of()));
    }

    @Test
    void aConsumerThatDiesWhileIdsAreReadAgainGoesOnWhereItWas() {
        List<LogRecord> log = log(40);
        applyWithCheckpoints(log);
        fixture.command(Command.FLUSHALL);
        ShardApplier first = fixture.applier("b");
        assertEquals(20, opened(first, 0, 40));
        await(first.apply(log.subList(20, 30)));
        assertInstanceOf(Taking.NotYet.class, fixture.checkpoint("b"));
        ShardApplier second = fixture.applier("c");
        assertEquals(29, opened(second, 0, 40));
        await(second.apply(log.subList(29, 40)));
        assertEquals(40, fixture.count());
        assertTrue(fixture.positions(1).complete());
    }

    @Test
    void aLogMadeAnewSinceTheCheckpointHaltsTheShard() {
        applyWithCheckpoints(log(20));
        fixture.command(Command.FLUSHALL);
        var cut = assertInstanceOf(
                ShardStart.Halted.class, await(fixture.applier("b").open(new LogBounds(0, 19))));
        assertEquals(HaltCode.LOG_CUT, cut.code());

        ShardApplier applier = fixture.applier("b");
        long from = opened(applier, 0, 40);
        List<LogRecord> anew = log(40).stream()
                .map(old -> new LogRecord(old.offset(), "other-" + old.offset(), old.events()))
                .toList();
        var forked = assertInstanceOf(ShardStep.Halted.class, await(applier.apply(anew.subList((int) from, 40))));
        assertEquals(HaltCode.LOG_FORKED, forked.code());
        assertEquals(20, fixture.count());
        assertFalse(fixture.positions(1).complete());
    }

    @Test
    void withoutACheckpointThatCanBeReadTheLogIsReadFromItsBeginning() {
        List<LogRecord> log = log(12);
        applyWithCheckpoints(log);
        byte[] sound = fixture.checkpoints.newest.get(0);
        byte[] turned = sound.clone();
        turned[sound.length / 2] ^= 1;
        List<byte[]> damaged =
                List.of(turned, Arrays.copyOf(sound, sound.length - 9), new byte[] {1, 2, 3}, new byte[0]);
        for (byte[] bytes : damaged) {
            fixture.command(Command.FLUSHALL);
            fixture.checkpoints.newest.put(0, bytes);
            ShardApplier applier = fixture.applier("b");
            assertEquals(0, opened(applier, 0, 12));
            await(applier.apply(log));
            assertEquals(12, fixture.count());
            assertTrue(fixture.positions(1).complete());
        }
        assertEquals(List.of("log", "log", "log", "log"), fixture.checkpoints.restores);
    }

    @Test
    void whileTheKeeperIsSilentNothingBegins() {
        applyWithCheckpoints(log(5));
        fixture.command(Command.FLUSHALL);
        fixture.checkpoints.down = true;
        assertInstanceOf(ShardStart.NotRebuilt.class, await(fixture.applier("b").open(new LogBounds(0, 5))));
        assertEquals(0, fixture.command(Command.DBSIZE).toInteger());
        fixture.checkpoints.down = false;
        assertEquals(0, opened(fixture.applier("b"), 0, 5));
    }

    @Test
    void whatIsTooLargeOrNotTheOwnersIsNoCheckpoint() throws InterruptedException {
        await(fixture.opened("a").apply(log(20)));
        assertInstanceOf(Taking.TooLarge.class, taker("a", 300).take(now -> List.of()));
        assertInstanceOf(Taking.Failed.class, taker("b", 1 << 20).take(now -> List.of()));
    }

    private static CheckpointTaker taker(String owner, int bytesMax) {
        return new CheckpointTaker(
                fixture.store(0), owner, bytesMax, Duration.ofSeconds(10), () -> StoreFixture.instant(0));
    }

    private static RestoreReply step(String token, int number, List<StoredKey> keys) {
        return await(fixture.store(0)
                .restore(
                        new RestoreStep("dead", Duration.ofMinutes(1), token, number, keys, List.of(), Map.of()),
                        Duration.ofSeconds(10)));
    }

    private static List<StoredKey> keysOfTheStore(int most) {
        List<StoredKey> keys = new ArrayList<>();
        var contents = fixture.store(0).contents();
        List<String> names = await(contents.names("0")).names().stream()
                .filter(name -> !name.equals("pos"))
                .limit(most)
                .toList();
        await(contents.read(names, keys::add));
        return keys;
    }

    @Test
    void aCheckpointThatIsNotKeptIsTakenAgainThoughTheShardStandsStill() {
        await(fixture.opened("a").apply(log(5)));
        KeptCheckpoints kept = fixture.checkpoints;
        ShardCheckpoints due = new ShardCheckpoints(
                0, fixture.taker("a"), kept, Duration.ofMillis(1), new AtomicBoolean(), kept, InstantSource.system());
        int asked = kept.asked;
        takenUntil(due, () -> kept.asked > asked); // whether there is one before
        kept.down = true;
        takenUntil(due, () -> kept.outcomes.contains(Outcome.FAILED));

        kept.down = false;
        takenUntil(due, () -> kept.newest.containsKey(0));
    }

    private static void takenUntil(ShardCheckpoints due, Until.Look look) {
        assertTrue(Until.within(PATIENCE, () -> {
            try {
                due.takeIfDue(5);
                return look.happened();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
    }
}

package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.v1.EventEnvelope;
import io.vertx.redis.client.Command;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts, what doesn't, and what it adds up to. */
class ApplyIT extends OnRealStore {
    @Test
    void aRecordCountsInTotalsGroupsAndWindows() {
        ShardApplier applier = fixture.opened("a");
        ShardStep step = await(applier.apply(List.of(
                record(0, at(1, "1", level("x", "20.5"))),
                record(1, at(2, "2", level("x", "-1.25")), at(7, "3", level("y", "0.01"))))));

        assertEquals(new ShardStep.Applied(2), step);
        assertEquals(3, fixture.count());
        var x = fixture.group("place", "x");
        assertEquals(2, x.count());
        var level = x.values().get("level");
        assertEquals(new BigDecimal("19.25"), level.sum());
        assertEquals(new BigDecimal("9.6250"), level.avg());
        assertEquals(new BigDecimal("-1.25"), level.min());
        assertEquals(new BigDecimal("20.50"), level.max());
        assertEquals(new BigDecimal("-1.25"), level.last());
    }

    @Test
    void anEventCountsOnceWithinABatchAndAcrossBatches() {
        EventEnvelope event = at(1, "1", level("x", "1"));
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, event), record(1, event, event))));
        await(applier.apply(List.of(record(2, event, at(2, "2", level("x", "2"))))));

        assertEquals(2, fixture.count());
        assertEquals(Map.of(TestKinds.REPORT, 2), fixture.counted);
        assertEquals(Map.of(TestKinds.REPORT, 3), fixture.duplicates);
        assertEquals(
                new BigDecimal("3.00"),
                fixture.group("place", "x").values().get("level").sum());
    }

    @Test
    void anEventThatTheDoorStampedAnewIsRecognisedInOtherBuckets() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(1, at(590, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(2, at(1_180, "1", level("x", "1")), at(1_190, "1", level("x", "1"))))));
        assertEquals(1, fixture.count());
        assertEquals(Map.of(TestKinds.REPORT, 3), fixture.duplicates);
    }

    @Test
    void theFirstPayloadOfAnIdWins() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(1, at(1, "1", level("y", "500"))))));
        assertEquals(1, fixture.count());
        assertEquals(
                List.of("x"),
                fixture.totals(TestKinds.REPORT, "place").groups().stream()
                        .map(group -> group.key().getFirst().asText())
                        .toList());
    }

    @Test
    void anAbsentValueCountsForTheGroupButNotForTheValue() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(
                0,
                at(1, "1", "{\"place\":\"x\"}"),
                at(2, "2", "{\"place\":\"x\",\"mood\":\"calm\",\"level\":3}"),
                at(3, "3", "{\"place\":\"y\"}")))));

        var x = fixture.group("place", "x");
        assertEquals(2, x.count());
        assertEquals(1, x.values().get("level").count());
        assertEquals(new BigDecimal("3.0000"), x.values().get("level").avg());
        assertEquals(Map.of(), fixture.group("place", "y").values());
        assertEquals(1, fixture.group("place,mood", "x", "null").count());
        assertEquals(1, fixture.group("place,mood", "x", "calm").count());
    }

    @Test
    void aValueIsRoundedHalfEvenFromItsDecimalText() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(
                0,
                at(1, "1", "{\"place\":\"x\",\"rough\":0.25}"),
                at(2, "2", "{\"place\":\"x\",\"rough\":0.35}"),
                at(3, "3", "{\"place\":\"x\",\"rough\":-0.25000001}")))));
        var rough = fixture.group("place,mood", "x", "null").values().get("rough");
        assertEquals(new BigDecimal("0.3"), rough.sum());
        assertEquals(new BigDecimal("-0.3"), rough.min());
        assertEquals(new BigDecimal("0.4"), rough.max());
    }

    @Test
    void lastIsOfTheGreatestTimeAndThenOfTheGreatestId() {
        ShardApplier applier = fixture.opened("a");
        EventEnvelope one = at(5, 6, "1", level("x", "1"));
        EventEnvelope two = at(5, 6, "2", level("x", "2"));
        String expected = greater(one, two) ? "1.00" : "2.00";
        await(applier.apply(List.of(record(0, one))));
        await(applier.apply(List.of(record(1, two))));
        await(applier.apply(List.of(record(2, at(4, 6, "3", level("x", "3"))))));
        assertEquals(
                new BigDecimal(expected),
                fixture.group("place", "x").values().get("level").last());

        fixture.reset();
        ShardApplier other = fixture.opened("a");
        await(other.apply(List.of(record(0, two, at(4, 6, "3", level("x", "3")), one))));
        assertEquals(
                new BigDecimal(expected),
                fixture.group("place", "x").values().get("level").last());
    }

    private static boolean greater(EventEnvelope one, EventEnvelope two) {
        return Arrays.compareUnsigned(EventIdentity.of(one), EventIdentity.of(two)) > 0;
    }

    @Test
    void whatExceedsTheBoundOfAGroupingGoesToOther() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(
                List.of(record(0, few(1, "a", "1"), few(2, "b", "2"), few(3, "c", "4"), few(4, "d", "8")))));
        await(applier.apply(List.of(record(1, few(5, "a", "16"), few(6, "c", "32"), few(7, "e", "-64")))));

        Map<String, BigDecimal> sums = new TreeMap<>();
        fixture.totals(TestKinds.FEW, "place")
                .groups()
                .forEach(group -> sums.put(
                        group.key().getFirst().asText(),
                        group.values().get("level").sum()));
        assertEquals(
                Map.of(
                        "a", new BigDecimal("17.00"),
                        "b", new BigDecimal("2.00"),
                        "__other__", new BigDecimal("-20.00")),
                sums);
        assertEquals(7, fixture.totals(TestKinds.FEW, "").groups().getFirst().count());
    }

    private static EventEnvelope few(int second, String place, String level) {
        return Events.of(TestKinds.FEW, second, second, "f" + second, level(place, level));
    }

    @Test
    void aSumThatWouldLeaveSixtyFourBitsHaltsTheShardAndWritesNothing() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1"))))));
        String key = "{k:0}:g1:t:" + TestKinds.REPORT + ":place";
        fixture.command(Command.HSET, key, "[\"x\"] level.sum", "9199999999999999000");
        var halted = assertInstanceOf(
                ShardStep.Halted.class, await(applier.apply(List.of(record(1, at(2, "2", level("x", "999")))))));
        assertEquals(HaltCode.OVERFLOW, halted.code());
        assertEquals(1, fixture.count());
        assertEquals(1, fixture.positions(1).shards().getFirst().next());

        fixture.command(Command.HSET, key, "[\"x\"] level.sum", "-9100000000000000001");
        assertInstanceOf(
                ShardStep.Applied.class, await(applier.apply(List.of(record(1, at(2, "2", level("x", "-1")))))));
        assertEquals(
                new BigDecimal("-91000000000000001.01"),
                fixture.group("place", "x").values().get("level").sum());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {9_007_199_254_740_989L, 9_007_199_254_740_991L, 9_007_199_254_740_993L, -9_007_199_254_740_993L})
    void aSumIsExactBeyondWhatADoubleHolds(long before) {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, few(1, "a", "1"), few(2, "b", "1"), few(3, "c", "1")))));
        String key = "{k:0}:g1:t:" + TestKinds.FEW + ":place";
        fixture.command(Command.HSET, key, "[\"__other__\"] level.sum", Long.toString(before));

        await(applier.apply(List.of(
                record(1, few(4, "c", "0.01"), few(5, "d", "0.01"), few(6, "e", "0.01"), few(7, "f", "-0.06")))));
        await(applier.apply(List.of(record(2, few(8, "g", "0.01"), few(9, "a", "1")))));

        assertEquals(
                BigDecimal.valueOf(before - 2, 2),
                fixture.totals(TestKinds.FEW, "place").groups().stream()
                        .filter(group -> group.key().getFirst().asText().equals("__other__"))
                        .map(group -> group.values().get("level").sum())
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aStoreOutOfMemoryRefusesTheBatchBeforeItWrites() {
        ShardApplier applier = fixture.opened("a");
        List<LogRecord> records = List.of(record(0, at(1, "1", level("x", "1"))));
        fixture.command(Command.CONFIG, "SET", "maxmemory", "1");
        try {
            var down = assertInstanceOf(ShardStep.StoreDown.class, await(applier.apply(records)));
            assertEquals("OOM", down.reason().substring(0, 3));
        } finally {
            fixture.command(Command.CONFIG, "SET", "maxmemory", "0");
        }
        assertEquals(0, fixture.count());
        assertEquals(new ShardStep.Applied(1), await(applier.apply(records)));
        assertEquals(1, fixture.count());
    }

    @Test
    void aBatchLargerThanACallIsAppliedInSeveral() {
        ShardApplier applier = fixture.applier(
                "a", 0, new ApplyLimits(3, 1L << 20, StoreFixture.LIMITS.lease(), StoreFixture.LIMITS.deadline()));
        await(applier.open(new LogBounds(0, 0)));
        List<LogRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(record(i, at(i, "a" + i, level("x", "1")), at(i, "b" + i / 2, level("x", "1"))));
        }
        assertEquals(new ShardStep.Applied(20), await(applier.apply(records)));
        assertEquals(30, fixture.count());
    }
}

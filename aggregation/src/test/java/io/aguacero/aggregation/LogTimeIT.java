package io.aguacero.aggregation;

import static io.aguacero.aggregation.Events.at;
import static io.aguacero.aggregation.Events.level;
import static io.aguacero.aggregation.Events.record;
import static io.aguacero.aggregation.StoreFixture.await;
import static io.aguacero.aggregation.StoreFixture.instant;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.aguacero.aggregation.read.TotalsReading;
import io.aguacero.aggregation.read.WindowsReading;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.v1.EventEnvelope;
import io.vertx.redis.client.Command;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is too late or too early, where windows begin and end, and what is dropped when: all by the log alone. */
class LogTimeIT extends OnRealStore {
    private static List<String> codes() {
        return fixture.letters.stream().map(DeadLetter::code).toList();
    }

    private static WindowsReading.Page page(String size, double from, double to) {
        return assertInstanceOf(WindowsReading.Page.class, fixture.windows(size, "place", from, to, 1_000));
    }

    private static List<Instant> starts(WindowsReading.Page page) {
        return page.windows().stream().map(WindowsReading.Window::start).toList();
    }

    @Test
    void anEventAtTheHorizonCountsAndOneBeyondIsADeadLetter() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(
                record(0, at(0, 600, "1", level("x", "1"))),
                record(1, at(-0.000001, 600, "2", level("x", "1"))),
                record(2, at(1_200, 600, "3", level("x", "1"))),
                record(3, at(1_200.000001, 600, "4", level("x", "1"))))));
        assertEquals(2, fixture.count());
        assertEquals(List.of("outside-horizon", "outside-horizon"), codes());
    }

    @Test
    void unknownKindsAndUnsoundPayloadsAreDeadLetters() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(
                record(0, Events.of("no.such", 1, 1, "1", "{}")),
                record(1, at(1, "2", "{\"place\":"), at(1, "3", "{\"place\":\"x\",\"level\":1000.01}")),
                record(2, at(1, "4", "{\"place\":\"x\",\"level\":0.001}"), at(1, "5", "{\"level\":1}")),
                record(3, at(1, "6", level("x", "1"))))));
        assertEquals(1, fixture.count());
        assertEquals(
                List.of("unknown-kind", "malformed", "schema-violation", "schema-violation", "schema-violation"),
                codes());
    }

    @Test
    void aLateEventCountsInItsOwnWindowUntilItsIdsAreForgotten() {
        ShardApplier applier = fixture.opened("a");
        // The bucket [0, 300) is dropped at 300 + 600 + 60.
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1")), at(959.999999, "2", level("x", "1"))))));
        await(applier.apply(List.of(record(1, at(2, 500, "3", level("x", "1"))))));
        assertEquals(3, fixture.count());
        await(applier.apply(List.of(record(2, at(960, "4", level("x", "1")), at(3, 500, "5", level("x", "1"))))));
        assertEquals(4, fixture.count());
        assertEquals(List.of("outside-horizon"), codes());
        assertEquals(4, fixture.group("place", "x").count());
    }

    @Test
    void idsAreDroppedByLogTimeAndNeitherEarlierNorByAClock() {
        ShardApplier applier = fixture.opened("a");
        String bucket = "{k:0}:g1:ids:" + TestKinds.REPORT + ":" + Events.START;
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(1, at(959.999, "2", level("x", "1"))))));
        assertEquals(1, fixture.command(Command.EXISTS, bucket).toInteger());
        assertEquals(-1, fixture.command(Command.TTL, bucket).toInteger());
        await(applier.apply(List.of(record(2, at(960, "3", level("x", "1"))))));
        assertEquals(0, fixture.command(Command.EXISTS, bucket).toInteger());
    }

    @Test
    void aKindIsAgedByItsOwnEventsAlone() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(0, few(1, "1"), at(1, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(1, at(5_000, "2", level("x", "1"))))));
        // Relayed long after the other kind went on: the same event again, and one that is late in the log alone.
        await(applier.apply(List.of(record(2, few(1, "1"), few(2, "2")))));

        assertEquals(List.of(), codes());
        assertEquals(2, fixture.totals(TestKinds.FEW, "").groups().getFirst().count());
        assertEquals(
                Map.of(TestKinds.REPORT, Events.micros(5_000), TestKinds.FEW, Events.micros(2)), fixture.logTimes());
        assertEquals(Set.of("ids:" + TestKinds.FEW + ":" + Events.START), fixture.names("ids:*:" + Events.START));
        assertInstanceOf(WindowsReading.Expired.class, fixture.windows("5s", "place", 0, 1_000, 10));
        assertEquals(
                instant(5_000),
                fixture.positions(1).shards().getFirst().logTimes().get(TestKinds.REPORT));
    }

    private static EventEnvelope few(double second, String id) {
        return Events.of(TestKinds.FEW, second, second, id, level("x", "1"));
    }

    @Test
    void sumsOfAMinuteAreDroppedTwoHoursAndAMinuteAfterTheirHour() {
        ShardApplier applier = fixture.opened("a");
        String hour = "rc:" + TestKinds.REPORT + ":" + Events.START;
        EventEnvelope event = at(61, "1", level("x", "1"));
        await(applier.apply(List.of(record(0, event, event), Events.poisoned(1))));
        await(applier.apply(List.of(record(2, event, at(10_859.999, "2", "{\"place\":0}")))));

        byte[] id = EventIdentity.of(event);
        long first = Integer.toUnsignedLong(ByteBuffer.wrap(id).getInt());
        long next = Integer.toUnsignedLong(ByteBuffer.wrap(id).getInt(4));
        assertEquals(
                Map.of(
                        "1.c.n",
                        "1",
                        "1.c.a",
                        "" + first,
                        "1.c.b",
                        "" + next,
                        "1.d.n",
                        "2",
                        "1.d.a",
                        "" + 2 * first,
                        "1.d.b",
                        "" + 2 * next),
                fixture.fields(hour));
        assertEquals(Map.of("0.l.n", "1"), fixture.fields("rc:-:0"));
        await(applier.apply(List.of(record(3, at(10_860, "3", level("x", "1"))))));
        assertEquals(
                Set.of("rc:-:0", "rc:" + TestKinds.REPORT + ":" + (Events.START + 3 * 3_600)), fixture.names("rc:*"));
        assertEquals(false, fixture.indexed("rci:" + TestKinds.REPORT, "" + Events.START));
    }

    @Test
    void aWindowIncludesItsStartAndExcludesItsEnd() {
        ShardApplier applier = fixture.opened("a");
        await(applier.apply(List.of(record(
                0,
                at(4.999999, "1", level("x", "1")),
                at(5, "2", level("x", "2")),
                at(9.999999, "3", level("x", "4")),
                at(10, "4", level("x", "8"))))));
        var page = page("5s", 0, 60);
        assertEquals(List.of(instant(0), instant(5), instant(10)), starts(page));
        assertEquals(
                List.of("1.00", "6.00", "8.00"),
                page.windows().stream()
                        .map(window -> window.groups()
                                .getFirst()
                                .values()
                                .get("level")
                                .sum()
                                .toString())
                        .toList());
        assertEquals(instant(10), page.windows().get(1).end());
        assertEquals(List.of(instant(5)), starts(page("5s", 0.001, 10)));
        assertEquals(List.of(instant(0)), starts(page("1m", 0, 60)));
    }

    @Test
    void windowsAreReadByPages() {
        ShardApplier applier = fixture.opened("a");
        for (int i = 0; i < 7; i++) {
            await(applier.apply(List.of(record(i, at(10 * i, "id" + i, level("x", "1"))))));
        }
        var first = assertInstanceOf(WindowsReading.Page.class, fixture.windows("5s", "", 0, 100, 3));
        assertEquals(List.of(instant(0), instant(10), instant(20)), starts(first));
        assertEquals(instant(30), first.next());
        var rest = assertInstanceOf(WindowsReading.Page.class, fixture.windows("5s", "", 30, 100, 4));
        assertEquals(4, rest.windows().size());
        assertNull(rest.next());
    }

    @Test
    void aWindowIsDroppedWhenLogTimePassesItsEndAndKeep() {
        ShardApplier applier = fixture.opened("a");
        // The window [0, 5) is dropped at 5 + 660.
        await(applier.apply(List.of(record(0, at(1, "1", level("x", "1")), at(664.999999, "2", level("x", "1"))))));
        assertEquals(List.of(instant(0), instant(660)), starts(page("5s", 0, 1_000)));
        await(applier.apply(List.of(record(1, at(665, "3", level("x", "1"))))));

        assertEquals(new WindowsReading.Expired(instant(5)), fixture.windows("5s", "place", 0, 1_000, 10));
        assertEquals(List.of(instant(660), instant(665)), starts(page("5s", 5, 1_000)));
        assertEquals(List.of(instant(0), instant(660)), starts(page("1m", 0, 1_000)));
        assertEquals(
                0,
                fixture.command(Command.KEYS, "{k:0}:g1:w:" + TestKinds.REPORT + ":5s:" + Events.START + ":*")
                        .size());
    }

    @Test
    void aLateEventDoesNotBringADroppedWindowBack() {
        ShardApplier applier = fixture.opened("a");
        EventEnvelope late = at(1, 100, "2", level("x", "1"));
        await(applier.apply(List.of(record(0, at(700, "1", level("x", "1"))))));
        await(applier.apply(List.of(record(1, late))));
        assertEquals(2, fixture.count());
        assertEquals(
                0,
                fixture.command(Command.KEYS, "{k:0}:g1:w:" + TestKinds.REPORT + ":5s:" + Events.START + ":*")
                        .size());
        assertEquals(List.of(instant(0), instant(660)), starts(page("1m", 0, 1_000)));
    }

    @Test
    void shardsAreMergedExactlyAndAPathIsCompleteOnlyWithAllOfThem() {
        ShardApplier first = fixture.opened("a");
        await(first.apply(List.of(record(0, at(1, "1", level("x", "0.1")), at(3, "3", level("y", "7"))))));
        assertEquals(false, fixture.positions(2).complete());
        ShardApplier second = fixture.applier("a", 1, StoreFixture.LIMITS);
        await(second.open(new LogBounds(0, 0)));
        await(second.apply(List.of(record(0, at(2, "2", level("x", "0.2"))))));

        var totals = assertInstanceOf(
                TotalsReading.Totals.class,
                await(fixture.reader(2)
                        .totals(
                                DeliveryPath.KAFKA,
                                fixture.kind(TestKinds.REPORT),
                                fixture.grouping(TestKinds.REPORT, "place"))));
        var level = totals.groups().getFirst().values().get("level");
        assertEquals(2, totals.groups().getFirst().count());
        assertEquals(
                "0.30 0.1500 0.10 0.20 0.20",
                level.sum() + " " + level.avg() + " " + level.min() + " " + level.max() + " " + level.last());
        assertEquals(2, fixture.positions(2).shards().size());
    }
}

package io.aguacero.insights.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.insights.kafka.KafkaAccess;
import io.aguacero.insights.kafka.KafkaLogs;
import io.aguacero.insights.kafka.RelayGroup;
import io.aguacero.insights.rabbit.RabbitAddress;
import io.aguacero.insights.rabbit.StreamLogs;
import io.aguacero.insights.reconciliation.MinuteReport.Status;
import io.aguacero.insights.valkey.StoredCountsReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One event that is lost or counted twice is found and named; what is merely late, or what a door has told, is not taken
 * for that. Each test has a minute of event time of its own, in logs and a store that all share.
 */
class ReconciliationIT {
    private static final DeliveryPath KAFKA = DeliveryPath.KAFKA;
    private static final DeliveryPath RABBITMQ = DeliveryPath.RABBITMQ;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pipes PIPES = new Pipes();
    /** Long enough ago for every event to be past the settling, and within one hour with all minutes of this class. */
    private static Instant minute =
            Instant.now().minusSeconds(600 + 3_600).truncatedTo(java.time.temporal.ChronoUnit.HOURS);

    private DoorLedger doors;
    private StreamLogs streams;
    private Reconciliation reconciliation;

    @BeforeAll
    static void startServers() throws Exception {
        PIPES.start();
    }

    @AfterAll
    static void stopServers() throws Exception {
        PIPES.close();
    }

    @BeforeEach
    void start() {
        minute = minute.plusSeconds(60);
        doors = new DoorLedger(1_000, 1_000);
        startReconciliation();
    }

    @AfterEach
    void stop() {
        reconciliation.close();
        streams.close();
    }

    private void startReconciliation() {
        startReconciliation(100_000);
    }

    /** @param historyRecords of each shard that are read again */
    private void startReconciliation(long historyRecords) {
        startReconciliation(historyRecords, 10_000);
    }

    private void startReconciliation(long historyRecords, int rereadEventsMax) {
        KafkaLogs kafka = new KafkaLogs(new KafkaAccess(PIPES.bootstrapServers(), Map.of(), TIMEOUT));
        streams = new StreamLogs(new RabbitAddress(PIPES.amqpUri(), Optional.empty(), TIMEOUT));
        reconciliation = new Reconciliation(
                PIPES.kinds(),
                new ReconciliationSettings(
                        Pipes.SHARDS,
                        new ScanLimits(historyRecords, 1_000, 1_000),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        100_000,
                        rereadEventsMax,
                        Duration.ofSeconds(10)),
                Map.of(KAFKA, kafka, RABBITMQ, streams),
                new StoredCountsReader(PIPES.redis(), PIPES.kinds(), TIMEOUT),
                doors,
                new RelayGroup(new KafkaAccess(PIPES.bootstrapServers(), Map.of(), TIMEOUT)),
                InstantSource.system());
        reconciliation.start();
    }

    @Test
    void whatBothPathsCountedIsNoGapAndWhatTheConsumersHaveYetToReadIsInFlight() throws Exception {
        accepted("a", "b", "c");
        PIPES.logBoth(event("a"), event("b"));
        PIPES.consume();
        PIPES.logBoth(event("a"));
        PIPES.logBoth(event("c"));
        PIPES.consume(KAFKA);

        MinuteReport behind = until(report -> on(report, RABBITMQ).minute().inFlight() == 2
                && on(report, KAFKA).minute().stored().n() == 4
                && on(report, KAFKA).status() == Status.OPEN);
        assertEquals(3, on(behind, KAFKA).minute().counts().counted().n());
        assertEquals(1, on(behind, KAFKA).minute().counts().duplicate().n());
        assertEquals(2, on(behind, RABBITMQ).minute().stored().n());
        assertEquals(List.of(), behind.findings());
        assertEquals(0, gap(behind));

        PIPES.consume();
        MinuteReport level = until(ReconciliationIT::settled);
        assertEquals(4, on(level, RABBITMQ).minute().stored().n());
        assertEquals(0, gap(level));
    }

    @Test
    void beginningAnewInTheMiddleFindsTheSameAgain() throws Exception {
        accepted("a", "b");
        PIPES.logBoth(event("a"));
        PIPES.consume();
        PIPES.logBoth(event("b"));
        stop();
        startReconciliation();
        until(report -> on(report, KAFKA).minute().inFlight() == 1);
        PIPES.consume();

        MinuteReport level = until(ReconciliationIT::settled);
        assertEquals(2, on(level, KAFKA).minute().stored().n());
        assertEquals(0, gap(level));
    }

    @Test
    void whatOnePathsScanBeganAfterIsUnknownThereAndNoGap() throws Exception {
        int records = PIPES.records(RABBITMQ);
        EventEnvelope[] events = new EventEnvelope[records + 2];
        events[0] = event("a");
        for (int i = 1; i < events.length; i++) {
            events[i] = event("m" + i).toBuilder()
                    .setKind("container.metric")
                    .setPayload(
                            ByteString.copyFromUtf8(
                                    "{\"producer\":\"agent.pool.host\",\"container\":\"c\",\"metric\":\"cpu\",\"value\":1,\"unit\":\"percent\"}"))
                    .build();
        }
        PIPES.logBoth(events);
        PIPES.consume();
        stop();
        // All of RabbitMQ's, which has these events in one record; of Kafka's no record as old as the first of them.
        startReconciliation(records + 1);

        MinuteReport report = until(each ->
                on(each, KAFKA).status() == Status.UNKNOWN && on(each, RABBITMQ).status() == Status.SETTLED);
        assertEquals(1, on(report, RABBITMQ).minute().stored().n());
        assertEquals(List.of(), report.findings());
        assertEquals(0, gap(report));
    }

    @Test
    void anEventOnOneLogOnlyIsNamedAsLostOnTheOther() throws Exception {
        accepted("both");
        PIPES.logBoth(event("both"));
        PIPES.log(KAFKA, event("alone"));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(RABBITMQ, Finding.What.LOST, "alone"), report.findings());
        assertEquals(1, on(report, RABBITMQ).gap());
        assertEquals(0, on(report, KAFKA).gap());
    }

    @Test
    void anEventThatADoorLeftUnresolvedIsNoGap() throws Exception {
        covered(Map.of(), List.of(HexFormat.of().formatHex(EventIdentity.of(event("partial")))));
        PIPES.log(KAFKA, event("partial"));
        PIPES.log(RABBITMQ, event("lost-on-kafka"));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(KAFKA, Finding.What.LOST, "lost-on-kafka"), report.findings());
    }

    @Test
    void whatAKilledDoorMayHaveAcceptedIsNoGap() throws Exception {
        doors.add(
                new DoorRecord("door", "run-1", 1, minute.minusSeconds(60), minute, false, true, Map.of(), List.of()));
        doors.add(new DoorRecord(
                "door",
                "run-2",
                1,
                minute.plusSeconds(30),
                minute.plusSeconds(3_600),
                true,
                true,
                Map.of(),
                List.of()));
        PIPES.log(KAFKA, event("before-the-kill", minute.plusSeconds(5)));
        PIPES.log(RABBITMQ, event("after-the-start", minute.plusSeconds(40)));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(KAFKA, Finding.What.LOST, "after-the-start", minute.plusSeconds(40)), report.findings());
    }

    @Test
    void anEventThatTheStoreLostIsNamed() throws Exception {
        accepted("a", "b");
        PIPES.logBoth(event("a"), event("b"));
        PIPES.consume();
        ByteBuffer identity = ByteBuffer.wrap(EventIdentity.of(event("b")));
        PIPES.forgetId(RABBITMQ, event("b"));
        PIPES.tamper(RABBITMQ, "HINCRBY", "t:weather.tweet:*", "[] n", "-1");
        uncount(RABBITMQ, "c.n", 1);
        uncount(RABBITMQ, "c.a", Integer.toUnsignedLong(identity.getInt()));
        uncount(RABBITMQ, "c.b", Integer.toUnsignedLong(identity.getInt()));

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(RABBITMQ, Finding.What.LOST, "b"), report.findings());
        assertEquals(1, on(report, RABBITMQ).gap());
    }

    @Test
    void aMinuteOfMoreEventsThanMayBeHeldIsAGapWithoutNames() throws Exception {
        stop();
        startReconciliation(100_000, 1);
        accepted("a", "b");
        PIPES.logBoth(event("a"), event("b"));
        PIPES.consume();
        ByteBuffer identity = ByteBuffer.wrap(EventIdentity.of(event("b")));
        PIPES.forgetId(RABBITMQ, event("b"));
        PIPES.tamper(RABBITMQ, "HINCRBY", "t:weather.tweet:*", "[] n", "-1");
        uncount(RABBITMQ, "c.n", 1);
        uncount(RABBITMQ, "c.a", Integer.toUnsignedLong(identity.getInt()));
        uncount(RABBITMQ, "c.b", Integer.toUnsignedLong(identity.getInt()));

        MinuteReport report = until(each -> on(each, RABBITMQ).gap() == 1);
        assertEquals(List.of(), report.findings());
        assertEquals(MinuteReport.Status.OPEN, on(report, RABBITMQ).status());
    }

    @Test
    void anEventThatWasCountedTwiceIsNamed() throws Exception {
        accepted("a", "b");
        PIPES.logBoth(event("a"), event("b"));
        PIPES.consume();
        PIPES.forgetId(KAFKA, event("a"));
        PIPES.log(KAFKA, event("a"));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(KAFKA, Finding.What.DOUBLED, "a"), report.findings());
        assertEquals(1, on(report, KAFKA).gap());
    }

    @Test
    void anEventThatTheStoreTookForADuplicateThoughItNeverCountedItIsNamed() throws Exception {
        accepted("a", "b");
        PIPES.logBoth(event("a"));
        PIPES.consume();
        PIPES.rememberId(KAFKA, event("b"));
        PIPES.logBoth(event("b"));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(KAFKA, Finding.What.LOST, "b"), report.findings());
    }

    @Test
    void anAcceptedEventThatNoLogHoldsIsAGap() throws Exception {
        accepted("a", "vanished");
        PIPES.logBoth(event("a"));
        PIPES.consume();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(1, on(report, KAFKA).gap());
        assertEquals(1, on(report, RABBITMQ).gap());
    }

    @Test
    void aTotalThatSomebodyChangedIsFound() throws Exception {
        accepted("a");
        PIPES.logBoth(event("a"));
        PIPES.consume();
        until(ReconciliationIT::settled);
        PIPES.tamper(KAFKA, "HINCRBY", "t:weather.tweet:*", "[] n", "7");

        Waiting.until(() -> reconciliation.wrongTotals(KAFKA).equals(Map.of("weather.tweet", 7L)));
        assertEquals(Map.of(), reconciliation.wrongTotals(RABBITMQ));
        PIPES.tamper(KAFKA, "HINCRBY", "t:weather.tweet:*", "[] n", "-7");
        Waiting.until(() -> reconciliation.wrongTotals(KAFKA).isEmpty());
    }

    @Test
    void aBrokerThatIsAwayHidesNothingAndInventsNothing() throws Exception {
        accepted("a");
        PIPES.logBoth(event("a"));
        PIPES.consume();
        until(ReconciliationIT::settled);
        PIPES.rabbit().freeze();
        PIPES.log(KAFKA, event("only-on-kafka"));
        PIPES.consume(KAFKA);
        MinuteReport open = until(report -> on(report, KAFKA).minute().stored().n() == 2);
        assertEquals(List.of(), open.findings());
        PIPES.rabbit().thaw();

        MinuteReport report = until(each -> !each.findings().isEmpty());
        assertEquals(named(RABBITMQ, Finding.What.LOST, "only-on-kafka"), report.findings());
    }

    private static EventEnvelope event(String id) {
        return event(id, minute);
    }

    private static EventEnvelope event(String id, Instant time) {
        return Pipes.event(id + "@" + minute, time);
    }

    /** A door that was there all the time, and answered 202 for these. */
    private void accepted(String... ids) {
        EventSum sum = EventSum.ZERO;
        for (String id : ids) {
            sum = sum.plus(EventSum.of(EventIdentity.of(event(id))));
        }
        covered(Map.of(new MinuteKey("weather.tweet", minute.getEpochSecond() / 60), sum), List.of());
    }

    private void covered(Map<MinuteKey, EventSum> accepted, List<String> unresolved) {
        doors.add(new DoorRecord(
                "door",
                "run",
                1,
                minute.minusSeconds(3_600),
                minute.plusSeconds(3_600),
                true,
                true,
                new HashMap<>(accepted),
                unresolved));
    }

    private static List<Finding> named(DeliveryPath path, Finding.What what, String id) {
        return named(path, what, id, minute);
    }

    private static List<Finding> named(DeliveryPath path, Finding.What what, String id, Instant time) {
        EventEnvelope event = event(id, time);
        return List.of(new Finding(
                path,
                what,
                new MinuteKey("weather.tweet", minute.getEpochSecond() / 60),
                1,
                new Finding.Name(event.getTenant(), event.getSource(), event.getId(), event.getTimeMicros())));
    }

    private static void uncount(DeliveryPath path, String sum, long by) {
        long seconds = minute.getEpochSecond();
        PIPES.tamper(
                path,
                "HINCRBY",
                "rc:weather.tweet:" + seconds / 3_600 * 3_600,
                seconds / 60 % 60 + "." + sum,
                Long.toString(-by));
    }

    private static MinuteReport.OnPath on(MinuteReport report, DeliveryPath path) {
        return report.paths().get(path);
    }

    private static long gap(MinuteReport report) {
        return on(report, KAFKA).gap() + on(report, RABBITMQ).gap();
    }

    private static boolean settled(MinuteReport report) {
        return report.paths().values().stream()
                .allMatch(path -> path.status() == Status.SETTLED
                        && path.minute().stored().n() > 0);
    }

    /** The report of this test's minute, once it is as told. */
    private MinuteReport until(Predicate<MinuteReport> told) {
        long now = minute.getEpochSecond() / 60;
        return Waiting.untilFound(() -> reconciliation.minutes("weather.tweet", now, now + 1, 1).stream()
                .filter(told)
                .findFirst());
    }
}

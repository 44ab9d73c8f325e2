package io.aguacero.chaos.checker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.chaos.checker.Violation.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The checker is content with a run that is right, and finds each thing that is made wrong in it, with the event's name. */
class CheckerTest {
    private static final KindSpec LAKE = new KindSpec(
            "lake.level",
            List.of(LogPath.KAFKA, LogPath.RABBITMQ),
            true,
            Map.of("1m", 60L),
            Map.of("level", new KindSpec.Value("/level", 2)),
            List.of(
                    new KindSpec.Grouping(List.of(), List.of("level")),
                    new KindSpec.Grouping(List.of("lake"), List.of("level"))));
    private static final EventName A = new EventName("lake.level", "urn:test", "a");
    private static final EventName B = new EventName("lake.level", "urn:test", "b");
    private static final EventName STRANGER = new EventName("lake.level", "urn:test", "nobody's");

    // Written by hand from docs/wire.md: a is atitlan at 1.50 in the first minute, b amatitlan at -2 in the second.
    private static final String LAST_A = "8000000000000000" + A.identity() + " 150";
    private static final String LAST_B = "80000000039ea220" + B.identity() + " -200";

    private static Map<String, String> fields(String... pairs) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put(pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    private static ShardState right() {
        Map<String, Map<String, String>> hashes = new HashMap<>();
        hashes.put(
                "t:lake.level:*",
                fields(
                        "[] n",
                        "2",
                        "[] level.n",
                        "2",
                        "[] level.sum",
                        "-50",
                        "[] level.min",
                        "-200",
                        "[] level.max",
                        "150",
                        "[] level.last",
                        LAST_B));
        hashes.put("t:lake.level:lake", new HashMap<>(only("[\"atitlan\"]", "150", LAST_A)));
        hashes.get("t:lake.level:lake").putAll(only("[\"amatitlan\"]", "-200", LAST_B));
        hashes.get("t:lake.level:lake").put("#", "2");
        hashes.put("w:lake.level:1m:0:*", only("[]", "150", LAST_A));
        hashes.put("w:lake.level:1m:0:lake", only("[\"atitlan\"]", "150", LAST_A));
        hashes.put("w:lake.level:1m:60:*", only("[]", "-200", LAST_B));
        hashes.put("w:lake.level:1m:60:lake", only("[\"amatitlan\"]", "-200", LAST_B));
        hashes.put(
                "rc:lake.level:0",
                fields(
                        "0.c.n",
                        "1",
                        "0.c.a",
                        part(A, 0),
                        "0.c.b",
                        part(A, 8),
                        "0.d.n",
                        "1",
                        "0.d.a",
                        part(A, 0),
                        "0.d.b",
                        part(A, 8),
                        "1.c.n",
                        "1",
                        "1.c.a",
                        part(B, 0),
                        "1.c.b",
                        part(B, 8)));
        return new ShardState(3, hashes);
    }

    private static String part(EventName name, int digit) {
        return Long.toString(Long.parseLong(name.identity().substring(digit, digit + 8), 16));
    }

    private static Map<String, String> only(String group, String value, String last) {
        return fields(
                group + " n",
                "1",
                group + " level.n",
                "1",
                group + " level.sum",
                value,
                group + " level.min",
                value,
                group + " level.max",
                value,
                group + " level.last",
                last);
    }

    private static LogEvent event(LogPath path, long offset, EventName name, long micros, String data) {
        try {
            return new LogEvent(new LogEvent.Place(path, 0, offset), 0, name, "key", micros, Json.read(data), data, "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<LogEvent> log(LogPath path) {
        return List.of(
                event(path, 0, A, 0, "{\"lake\":\"atitlan\",\"level\":1.50}"),
                event(path, 1, A, 0, "{\"lake\":\"atitlan\",\"level\":1.50}"),
                event(path, 2, B, 60_727_840, "{\"lake\":\"amatitlan\",\"level\":-2}"));
    }

    private static Evidence evidence() {
        List<Attempt> attempts = log(LogPath.KAFKA).stream()
                .map(event -> new Attempt(event.name(), "key", "", event.data()))
                .distinct()
                .toList();
        return new Evidence(
                new ClientRecord(attempts, Set.of(A, B), List.of(new Answer(202, false, 3, 0, false, false, A))),
                Set.of(),
                Map.of(LogPath.KAFKA, log(LogPath.KAFKA), LogPath.RABBITMQ, log(LogPath.RABBITMQ)),
                List.of(),
                Map.of(LogPath.KAFKA, List.of(right()), LogPath.RABBITMQ, List.of(right())));
    }

    private static List<Violation> check(Evidence evidence) {
        return new Checker(Map.of(LAKE.kind(), LAKE)).check(evidence);
    }

    private static void expect(Promise promise, EventName name, Evidence evidence) {
        List<Violation> violations = check(evidence);
        assertTrue(
                violations.stream()
                        .anyMatch(violation -> violation.promise() == promise
                                && !violation.events().isEmpty()
                                && violation.events().getFirst().equals(name)),
                () -> promise + " of " + name + " isn't among " + violations);
    }

    private static Evidence kafkaLog(UnaryOperator<List<LogEvent>> change) {
        Evidence evidence = evidence();
        Map<LogPath, List<LogEvent>> logs = new LinkedHashMap<>(evidence.logs());
        logs.put(LogPath.KAFKA, change.apply(new ArrayList<>(logs.get(LogPath.KAFKA))));
        return new Evidence(evidence.client(), evidence.planted(), logs, evidence.deadLetters(), evidence.store());
    }

    private static Evidence client(UnaryOperator<ClientRecord> change) {
        Evidence evidence = evidence();
        return new Evidence(
                change.apply(evidence.client()),
                evidence.planted(),
                evidence.logs(),
                evidence.deadLetters(),
                evidence.store());
    }

    private static Evidence rabbitStore(UnaryOperator<ShardState> change) {
        Evidence evidence = evidence();
        return new Evidence(
                evidence.client(),
                evidence.planted(),
                evidence.logs(),
                evidence.deadLetters(),
                Map.of(
                        LogPath.KAFKA,
                        evidence.store().get(LogPath.KAFKA),
                        LogPath.RABBITMQ,
                        List.of(change.apply(right()))));
    }

    @Test
    void aRightRunIsRight() {
        assertEquals(List.of(), check(evidence()));
    }

    @Test
    void anAcknowledgedEventThatALogLacksIsNamed() {
        expect(Promise.STORED, B, kafkaLog(log -> log.subList(0, 2)));
    }

    @Test
    void anEventThatNobodySentIsNamed() {
        expect(Promise.SENT, STRANGER, kafkaLog(log -> {
            log.add(event(LogPath.KAFKA, 3, STRANGER, 0, "{\"lake\":\"atitlan\"}"));
            return log;
        }));
    }

    @Test
    void anEventThatTheRelayHasBroughtOutOfOrderIsNamed() {
        expect(Promise.ORDERED, B, kafkaLog(log -> List.of(log.get(2), log.get(0), log.get(1))));
    }

    @Test
    void anEventWithAnotherPayloadThanSentIsNamed() {
        expect(Promise.SENT, B, kafkaLog(log -> {
            log.set(2, event(LogPath.KAFKA, 2, B, 60_727_840, "{\"lake\":\"amatitlan\",\"level\":-2.1}"));
            return log;
        }));
    }

    @Test
    void aDuplicateThatIsCountedIsNamed() {
        expect(Promise.COUNTED, A, rabbitStore(shard -> {
            for (String hash : List.of("t:lake.level:*", "w:lake.level:1m:0:*")) {
                shard.hashes().get(hash).merge("[] n", "1", CheckerTest::plus);
                shard.hashes().get(hash).merge("[] level.n", "1", CheckerTest::plus);
                shard.hashes().get(hash).merge("[] level.sum", "150", CheckerTest::plus);
            }
            for (String hash : List.of("t:lake.level:lake", "w:lake.level:1m:0:lake")) {
                shard.hashes().get(hash).merge("[\"atitlan\"] n", "1", CheckerTest::plus);
                shard.hashes().get(hash).merge("[\"atitlan\"] level.n", "1", CheckerTest::plus);
                shard.hashes().get(hash).merge("[\"atitlan\"] level.sum", "150", CheckerTest::plus);
            }
            return shard;
        }));
    }

    private static String plus(String one, String other) {
        return Long.toString(Long.parseLong(one) + Long.parseLong(other));
    }

    @Test
    void anEventThatIsNotCountedIsNamed() {
        expect(Promise.COUNTED, B, rabbitStore(shard -> {
            shard.hashes().keySet().removeIf(hash -> hash.contains(":60:"));
            shard.hashes().get("t:lake.level:lake").keySet().removeIf(field -> field.contains("amatitlan"));
            shard.hashes().put("t:lake.level:*", only("[]", "150", LAST_A));
            return shard;
        }));
    }

    @Test
    void oneWrongDigitIsFound() {
        for (String field : List.of("n", "level.n", "level.sum", "level.min", "level.max", "level.last")) {
            expect(Promise.COUNTED, A, rabbitStore(shard -> {
                shard.hashes().get("w:lake.level:1m:0:lake").merge("[\"atitlan\"] " + field, "1", String::concat);
                return shard;
            }));
        }
    }

    @Test
    void aSumThatLacksAnEventIsFound() {
        expect(Promise.SUMMED, B, rabbitStore(shard -> {
            shard.hashes().get("rc:lake.level:0").keySet().removeIf(field -> field.startsWith("1."));
            return shard;
        }));
    }

    @Test
    void aGroupThatNoEventMadeIsFound() {
        List<Violation> violations = check(rabbitStore(shard -> {
            shard.hashes().put("w:lake.level:1m:120:*", only("[]", "1", LAST_A));
            return shard;
        }));
        assertEquals(1, violations.size());
        assertTrue(violations.getFirst().what().contains("w:lake.level:1m:120:* [] is {"), violations::toString);
    }

    @Test
    void aLogThatIsNotAppliedToItsEndIsFound() {
        expect(Promise.CAUGHT_UP, B, rabbitStore(shard -> new ShardState(2, shard.hashes())));
    }

    @Test
    void anAnswerThatSaysNothingIsNamed() {
        for (Answer answer : List.of(
                new Answer(0, false, 10_000, 0, false, false, B),
                new Answer(503, false, 10, 0, false, false, B),
                new Answer(500, true, 10, 0, false, false, B),
                new Answer(422, false, 10, 0, false, false, B))) {
            expect(
                    Promise.ANSWERED,
                    B,
                    client(record -> new ClientRecord(record.attempts(), record.acknowledged(), List.of(answer))));
        }
    }

    @Test
    void aDoorThatIsBrokenMayBeSilent() {
        Answer none = new Answer(0, false, 10_000, 0, true, false, B);
        Answer refused = new Answer(503, true, 10, 0, false, false, B);
        assertEquals(
                List.of(),
                check(client(
                        record -> new ClientRecord(record.attempts(), record.acknowledged(), List.of(none, refused)))));
    }

    @Test
    void whereAClockIsWrongOnlyTimesMayBeRefused() {
        for (int status : List.of(422, 400)) {
            Answer answer = new Answer(status, false, 10, 0, false, true, B);
            List<Violation> violations = check(
                    client(record -> new ClientRecord(record.attempts(), record.acknowledged(), List.of(answer))));
            assertEquals(status == 422 ? 0 : 1, violations.size());
        }
    }

    @Test
    void whatCantBeDecodedMustBeADeadLetterAndNothingElseMayBeOne() {
        LogEvent broken = LogEvent.undecodable(new LogEvent.Place(LogPath.KAFKA, 0, 3), 0, "poison", "no JSON");
        Evidence base = kafkaLog(log -> {
            log.add(broken);
            return log;
        });
        ShardState further = new ShardState(4, right().hashes());
        Map<LogPath, List<ShardState>> store =
                Map.of(LogPath.KAFKA, List.of(further), LogPath.RABBITMQ, List.of(right()));
        DeadLetter letter = new DeadLetter(broken.place(), 0, "malformed");
        DeadLetter living = new DeadLetter(new LogEvent.Place(LogPath.KAFKA, 0, 2), 0, "malformed");
        Set<String> planted = new LinkedHashSet<>(List.of("poison"));

        assertEquals(
                List.of(), check(new Evidence(base.client(), planted, base.logs(), List.of(letter, letter), store)));
        expect(
                Promise.DEAD_LETTERED,
                broken.name(),
                new Evidence(base.client(), planted, base.logs(), List.of(), store));
        expect(
                Promise.DEAD_LETTERED,
                B,
                new Evidence(base.client(), planted, base.logs(), List.of(letter, living), store));
        expect(Promise.SENT, broken.name(), new Evidence(base.client(), Set.of(), base.logs(), List.of(letter), store));
    }

    @Test
    void anEventInTheWrongShardIsNamed() {
        Evidence evidence = evidence();
        ShardState empty = new ShardState(0, Map.of());
        // Key "key" of this kind is on shard 2 of 4.
        expect(
                Promise.SENT,
                A,
                new Evidence(
                        evidence.client(),
                        Set.of(),
                        evidence.logs(),
                        List.of(),
                        Map.of(
                                LogPath.KAFKA,
                                List.of(right(), empty, empty, empty),
                                LogPath.RABBITMQ,
                                List.of(right(), empty, empty, empty))));
    }
}

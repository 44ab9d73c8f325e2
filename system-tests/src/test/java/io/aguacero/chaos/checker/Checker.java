package io.aguacero.chaos.checker;

import io.aguacero.chaos.checker.Violation.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** Says of a run what doesn't agree. */
public final class Checker {
    private final Map<String, KindSpec> kinds;

    /** For these kinds. */
    public Checker(Map<String, KindSpec> kinds) {
        this.kinds = Map.copyOf(kinds);
    }

    /** A letter's place. */
    private record Letter(LogEvent.Place place, int index) {}

    /** Everything that doesn't agree; empty when all promises are kept. */
    public List<Violation> check(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        violations.addAll(answers(evidence));
        violations.addAll(stored(evidence));
        violations.addAll(sent(evidence));
        violations.addAll(ordered(evidence));
        violations.addAll(deadLettered(evidence));
        violations.addAll(counted(evidence));
        return violations;
    }

    private static List<Violation> answers(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        for (Answer answer : evidence.client().answers()) {
            int status = answer.status();
            boolean mayRetry = status == 429 || status == 503;
            String wrong = "";
            if (status == 0) {
                wrong = answer.doorBroken() ? "" : "no answer after " + answer.millis() + " ms";
            } else if (mayRetry) {
                wrong = answer.retryAfter() ? "" : status + " without Retry-After";
            } else if ((status < 200 || status > 299) && !(status == 422 && answer.wrongClock())) {
                wrong = status + " to events that are valid";
            }
            if (!wrong.isEmpty()) {
                violations.add(new Violation(Promise.ANSWERED, wrong, List.of(answer.first())));
            }
        }
        return violations;
    }

    private List<Violation> stored(Evidence evidence) {
        List<Violation> violations = new ArrayList<>();
        for (LogPath path : LogPath.values()) {
            Set<EventName> inLog =
                    evidence.logs().get(path).stream().map(LogEvent::name).collect(Collectors.toSet());
            for (EventName name : evidence.client().acknowledged()) {
                if (kinds.get(name.kind()).paths().contains(path) && !inLog.contains(name)) {
                    violations.add(new Violation(
                            Promise.STORED, "acknowledged and not in the log of " + path.label(), List.of(name)));
                }
            }
        }
        return violations;
    }

    private List<Violation> ordered(Evidence evidence) {
        Map<String, List<EventName>> journal = firsts(evidence, LogPath.KAFKA);
        Map<String, List<EventName>> relayed = firsts(evidence, LogPath.RABBITMQ);
        List<Violation> violations = new ArrayList<>();
        relayed.forEach((key, names) -> {
            List<EventName> wanted = new ArrayList<>(journal.getOrDefault(key, List.of()));
            wanted.retainAll(Set.copyOf(names));
            for (int i = 0; i < wanted.size(); i++) {
                if (!wanted.get(i).equals(names.get(i))) {
                    violations.add(new Violation(
                            Promise.ORDERED,
                            key + " has on RabbitMQ another order than in the journal",
                            List.of(wanted.get(i), names.get(i))));
                    break;
                }
            }
        });
        return violations;
    }

    /** Events of kinds that the journal acknowledges, by key, each where it stands first. */
    private Map<String, List<EventName>> firsts(Evidence evidence, LogPath path) {
        Map<String, Set<EventName>> firsts = new HashMap<>();
        for (LogEvent event : evidence.logs().get(path)) {
            KindSpec kind = kinds.get(event.name().kind());
            if (kind != null && kind.journal() && !toBeDead(event, evidence)) {
                firsts.computeIfAbsent(event.name().kind() + " " + event.key(), absent -> new LinkedHashSet<>())
                        .add(event.name());
            }
        }
        Map<String, List<EventName>> lists = new HashMap<>();
        firsts.forEach((key, names) -> lists.put(key, List.copyOf(names)));
        return lists;
    }

    private List<Violation> sent(Evidence evidence) {
        Map<EventName, List<Attempt>> attempts = evidence.client().attempts().stream()
                .collect(Collectors.groupingBy(Attempt::name, HashMap::new, Collectors.toList()));
        List<Violation> violations = new ArrayList<>();
        for (LogPath path : LogPath.values()) {
            int shards = evidence.store().get(path).size();
            for (LogEvent event : evidence.logs().get(path)) {
                if (evidence.planted().contains(event.body())) {
                    continue;
                }
                String wrong = wrong(event, attempts.getOrDefault(event.name(), List.of()), shards);
                if (!wrong.isEmpty()) {
                    violations.add(new Violation(Promise.SENT, event.place() + ": " + wrong, List.of(event.name())));
                }
            }
        }
        return violations;
    }

    private static String wrong(LogEvent event, List<Attempt> attempts, int shards) {
        if (!event.problem().isEmpty()) {
            return "can't be decoded (" + event.problem() + "), and nobody put it there";
        }
        if (attempts.isEmpty()) {
            return "was never sent";
        }
        boolean asSent = attempts.stream()
                .anyMatch(attempt -> attempt.data().equals(event.data())
                        && attempt.key().equals(event.key())
                        && (attempt.time().isEmpty() || EventDecoder.micros(attempt.time()) == event.time()));
        if (!asSent) {
            return "was sent with another payload, key or time";
        }
        int shard = shard(event, shards);
        return shard == event.place().shard() ? "" : "belongs to shard " + shard;
    }

    private static int shard(LogEvent event, int shards) {
        CRC32 crc = new CRC32();
        crc.update(("default\0" + event.name().kind() + "\0" + event.key()).getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % shards);
    }

    private static boolean toBeDead(LogEvent event, Evidence evidence) {
        return !event.problem().isEmpty() || evidence.planted().contains(event.body());
    }

    private static List<Violation> deadLettered(Evidence evidence) {
        Map<Letter, LogEvent> expected = new HashMap<>();
        Map<Letter, LogEvent> alive = new HashMap<>();
        for (LogPath path : LogPath.values()) {
            for (LogEvent event : evidence.logs().get(path)) {
                boolean dead = toBeDead(event, evidence);
                (dead ? expected : alive).put(new Letter(event.place(), event.index()), event);
            }
        }
        List<Violation> violations = new ArrayList<>();
        Set<Letter> found = new HashSet<>();
        for (DeadLetter letter : evidence.deadLetters()) {
            Letter place = new Letter(letter.place(), letter.index());
            found.add(place);
            if (!expected.containsKey(place)) {
                LogEvent event = alive.get(place);
                violations.add(new Violation(
                        Promise.DEAD_LETTERED,
                        place + " is a dead letter (" + letter.code() + ") and "
                                + (event == null ? "isn't in the log" : "could be counted"),
                        event == null ? List.of() : List.of(event.name())));
            }
        }
        expected.forEach((place, event) -> {
            if (!found.contains(place)) {
                violations.add(new Violation(
                        Promise.DEAD_LETTERED,
                        place + " can't be counted and is no dead letter",
                        List.of(event.name())));
            }
        });
        return violations;
    }

    private List<Violation> counted(Evidence evidence) {
        CountCheck check = new CountCheck(kinds);
        List<Violation> violations = new ArrayList<>();
        for (LogPath path : LogPath.values()) {
            List<ShardState> shards = evidence.store().get(path);
            for (int number = 0; number < shards.size(); number++) {
                int mine = number;
                ShardState shard = shards.get(number);
                List<LogEvent> log = evidence.logs().get(path).stream()
                        .filter(event -> event.place().shard() == mine)
                        .toList();
                List<LogEvent> living = log.stream()
                        .filter(event -> !toBeDead(event, evidence)
                                && kinds.containsKey(event.name().kind()))
                        .toList();
                String where = path.label() + " shard " + number;
                violations.addAll(check.check(where, living, shard));
                violations.addAll(SumCheck.check(where, living, shard));
                if (!log.isEmpty() && log.getLast().place().offset() >= shard.next()) {
                    LogEvent last = log.getLast();
                    violations.add(new Violation(
                            Promise.CAUGHT_UP,
                            where + " is applied up to offset " + shard.next() + ", and the log goes on to "
                                    + last.place().offset(),
                            List.of(last.name())));
                }
            }
        }
        return violations;
    }
}

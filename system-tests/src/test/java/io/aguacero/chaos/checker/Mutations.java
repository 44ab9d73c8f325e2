package io.aguacero.chaos.checker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aguacero.chaos.checker.CountedCells.Cell;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes one thing wrong in the evidence of a run, so that it shows whether the checker would find it. */
public final class Mutations {
    private final Evidence right;
    private final Map<String, KindSpec> kinds;
    private final Random random;

    /** A run in which one thing is wrong, and the event that it is wrong with. */
    public record Mutant(String what, EventName victim, Evidence evidence) {}

    /** Of a run that is right. */
    public Mutations(Evidence right, Map<String, KindSpec> kinds, long seed) {
        this.right = right;
        this.kinds = Map.copyOf(kinds);
        this.random = new Random(seed);
    }

    /** One of each sort, on each path where that makes a difference. */
    public List<Mutant> all() {
        List<Mutant> mutants = new ArrayList<>();
        for (LogPath path : LogPath.values()) {
            mutants.add(removed(path));
            mutants.add(changed(path));
            mutants.add(countedTwice(path));
            mutants.add(oneMore(path));
            mutants.add(deadThoughAlive(path));
            mutants.add(summedTwice(path));
        }
        mutants.add(outOfOrder());
        mutants.add(neverSent());
        mutants.add(acknowledgedOnly());
        return mutants;
    }

    /** A mutant says which it is and whom it names when the checker doesn't name the victim. */
    public List<String> unnoticed(Checker checker) {
        List<String> unnoticed = new ArrayList<>();
        for (Mutant mutant : all()) {
            Set<EventName> named = new LinkedHashSet<>();
            checker.check(mutant.evidence).forEach(violation -> named.addAll(violation.events()));
            if (!named.contains(mutant.victim)) {
                unnoticed.add(mutant.what + ": " + mutant.victim + " isn't among " + named);
            }
        }
        return unnoticed;
    }

    /** An acknowledged event that is in the log and is counted. */
    private LogEvent victim(LogPath path) {
        List<LogEvent> candidates = right.logs().get(path).stream()
                .filter(event -> right.client().acknowledged().contains(event.name()))
                .toList();
        LogEvent chosen = candidates.get(random.nextInt(candidates.size()));
        // What counts is where it stands first.
        return candidates.stream()
                .filter(event -> event.name().equals(chosen.name()))
                .findFirst()
                .orElseThrow();
    }

    private Mutant removed(LogPath path) {
        EventName victim = victim(path).name();
        List<LogEvent> log = new ArrayList<>(right.logs().get(path));
        log.removeIf(event -> event.name().equals(victim));
        return new Mutant("removed from the log of " + path.label(), victim, withLog(path, log));
    }

    private Mutant changed(LogPath path) {
        LogEvent victim = victim(path);
        ObjectNode data = victim.data().deepCopy();
        String field = data.properties().stream()
                .filter(member -> member.getValue().isNumber())
                .findFirst()
                .orElseThrow()
                .getKey();
        data.put(field, data.get(field).decimalValue().add(BigDecimal.ONE));
        List<LogEvent> log = new ArrayList<>(right.logs().get(path));
        log.replaceAll(event -> event.equals(victim)
                ? new LogEvent(event.place(), event.index(), event.name(), event.key(), event.time(), data, "", "")
                : event);
        return new Mutant("another " + field + " in the log of " + path.label(), victim.name(), withLog(path, log));
    }

    private Mutant countedTwice(LogPath path) {
        LogEvent victim = victim(path);
        ShardState shard = right.store().get(path).get(victim.place().shard());
        Map<String, Map<String, String>> hashes = copy(shard);
        CountedCells.of(victim, kinds.get(victim.name().kind())).forEach((cell, values) -> {
            add(hashes, cell, "n", BigInteger.ONE);
            values.forEach((name, value) -> {
                add(hashes, cell, name + ".n", BigInteger.ONE);
                add(hashes, cell, name + ".sum", value);
            });
        });
        return new Mutant("counted twice on " + path.label(), victim.name(), withShard(path, victim, hashes));
    }

    private Mutant oneMore(LogPath path) {
        LogEvent victim = victim(path);
        Map<String, Map<String, String>> hashes =
                copy(right.store().get(path).get(victim.place().shard()));
        Cell narrowest = null;
        for (Cell cell :
                CountedCells.of(victim, kinds.get(victim.name().kind())).keySet()) {
            if (narrowest == null || count(hashes, cell) < count(hashes, narrowest)) {
                narrowest = cell;
            }
        }
        if (narrowest == null) {
            throw new IllegalStateException("an event that is counted nowhere");
        }
        add(hashes, narrowest, "n", BigInteger.ONE);
        Cell changed = narrowest;
        // Whoever is counted in that group may be it; the checker names some of them, and the victim shall be the
        // first.
        EventName first = right.logs().get(path).stream()
                .filter(event -> event.place().shard() == victim.place().shard())
                .filter(event -> kinds.containsKey(event.name().kind())
                        && event.problem().isEmpty()
                        && !right.planted().contains(event.body()))
                .filter(event ->
                        CountedCells.of(event, kinds.get(event.name().kind())).containsKey(changed))
                .findFirst()
                .orElseThrow()
                .name();
        return new Mutant("one more in a group on " + path.label(), first, withShard(path, victim, hashes));
    }

    private Mutant summedTwice(LogPath path) {
        LogEvent victim = victim(path);
        Map<String, Map<String, String>> hashes =
                copy(right.store().get(path).get(victim.place().shard()));
        SumCheck.of(victim, "c")
                .forEach((field, sum) -> hashes.get(SumCheck.hash(victim))
                        .merge(
                                field,
                                sum.toString(),
                                (one, other) -> new BigInteger(one)
                                        .add(new BigInteger(other))
                                        .toString()));
        return new Mutant("summed twice on " + path.label(), victim.name(), withShard(path, victim, hashes));
    }

    private Mutant deadThoughAlive(LogPath path) {
        LogEvent victim = victim(path);
        List<DeadLetter> letters = new ArrayList<>(right.deadLetters());
        letters.add(new DeadLetter(victim.place(), victim.index(), "malformed"));
        return new Mutant(
                "a dead letter of " + path.label() + " though alive",
                victim.name(),
                new Evidence(right.client(), right.planted(), right.logs(), letters, right.store()));
    }

    /** The first two events of a key that the relay has brought change places. */
    private Mutant outOfOrder() {
        List<LogEvent> log = new ArrayList<>(right.logs().get(LogPath.RABBITMQ));
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            LogEvent event = log.get(i);
            KindSpec kind = kinds.get(event.name().kind());
            if (kind == null || !kind.journal()) {
                continue;
            }
            Integer first = firsts.putIfAbsent(event.key(), i);
            if (first != null && !log.get(first).name().equals(event.name())) {
                Collections.swap(log, first, i);
                return new Mutant("relayed out of order", event.name(), withLog(LogPath.RABBITMQ, log));
            }
        }
        throw new IllegalStateException("no key of a kind that the journal acknowledges has two events");
    }

    private Mutant neverSent() {
        EventName victim = victim(LogPath.KAFKA).name();
        List<Attempt> attempts = new ArrayList<>(right.client().attempts());
        attempts.removeIf(attempt -> attempt.name().equals(victim));
        return new Mutant(
                "in the logs and never sent",
                victim,
                withClient(new ClientRecord(
                        attempts, right.client().acknowledged(), right.client().answers())));
    }

    private Mutant acknowledgedOnly() {
        EventName victim = new EventName(victim(LogPath.KAFKA).name().kind(), "urn:chaos:0", "nowhere");
        Set<EventName> acknowledged = new HashSet<>(right.client().acknowledged());
        acknowledged.add(victim);
        return new Mutant(
                "acknowledged and nowhere",
                victim,
                withClient(new ClientRecord(
                        right.client().attempts(), acknowledged, right.client().answers())));
    }

    private static long count(Map<String, Map<String, String>> hashes, Cell cell) {
        return Long.parseLong(hashes.get(cell.hash()).get(cell.group() + " n"));
    }

    private static void add(Map<String, Map<String, String>> hashes, Cell cell, String stat, BigInteger more) {
        hashes.get(cell.hash())
                .merge(
                        cell.group() + " " + stat,
                        more.toString(),
                        (one, other) ->
                                new BigInteger(one).add(new BigInteger(other)).toString());
    }

    private static Map<String, Map<String, String>> copy(ShardState shard) {
        Map<String, Map<String, String>> hashes = new HashMap<>();
        shard.hashes().forEach((hash, fields) -> hashes.put(hash, new HashMap<>(fields)));
        return hashes;
    }

    private Evidence withShard(LogPath path, LogEvent victim, Map<String, Map<String, String>> hashes) {
        Map<LogPath, List<ShardState>> store = new EnumMap<>(right.store());
        List<ShardState> shards = new ArrayList<>(store.get(path));
        int shard = victim.place().shard();
        shards.set(shard, new ShardState(shards.get(shard).next(), hashes));
        store.put(path, shards);
        return new Evidence(right.client(), right.planted(), right.logs(), right.deadLetters(), store);
    }

    private Evidence withLog(LogPath path, List<LogEvent> log) {
        Map<LogPath, List<LogEvent>> logs = new EnumMap<>(right.logs());
        logs.put(path, log);
        return new Evidence(right.client(), right.planted(), logs, right.deadLetters(), right.store());
    }

    private Evidence withClient(ClientRecord client) {
        return new Evidence(client, right.planted(), right.logs(), right.deadLetters(), right.store());
    }
}

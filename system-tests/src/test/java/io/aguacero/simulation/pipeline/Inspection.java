package io.aguacero.simulation.pipeline;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether all is well once it is quiet. */
final class Inspection {
    private final World world;

    Inspection(World world) {
        this.world = world;
    }

    /** Whether everybody is answered and every record applied. */
    boolean quiet() {
        return unrest().isEmpty();
    }

    /** What is still to be done. */
    String unrest() {
        if (!world.clients().done()) {
            return "clients wait";
        }
        for (DeliveryPath path : DeliveryPath.values()) {
            for (SimulatedLog log : world.logs(path)) {
                String next = world.valkey().keys().hash(prefix(log) + ":pos").getOrDefault("next", "none");
                if (log.end() > 0 && !next.equals(Long.toString(log.end()))) {
                    return path.label() + "/" + log.shard() + " is applied up to " + next + " of " + log.end();
                }
            }
        }
        return "";
    }

    /** Everything that has to hold in the end. */
    void everything() {
        answersAreTrue();
        placesAreKept();
        for (DeliveryPath path : DeliveryPath.values()) {
            Set<String> letters = new TreeSet<>();
            for (SimulatedLog log : world.logs(path)) {
                LogFold fold = new LogFold(log);
                letters.addAll(fold.letters());
                compare(log, fold);
            }
            world.verdict()
                    .check(
                            letters.equals(world.letters(path)),
                            path.label() + ": dead letters " + world.letters(path) + ", not " + letters);
        }
        world.consumers().forEach(LogConsumer::checkNoneHalted);
        world.tiers().checkNothingIsLeft();
    }

    private void answersAreTrue() {
        Map<DeliveryPath, Set<String>> stored = new HashMap<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            Set<String> attempts = stored.computeIfAbsent(path, absent -> new HashSet<>());
            Set<String> ids = new HashSet<>();
            for (SimulatedLog log : world.logs(path)) {
                for (SimulatedLog.Stored one : log.records()) {
                    one.events().forEach(event -> {
                        attempts.add(Attempts.key(event));
                        ids.add(event.getId());
                    });
                }
            }
            for (String id : world.clients().acknowledged()) {
                world.verdict().check(ids.contains(id), id + " was acknowledged, and " + path.label() + " hasn't it");
            }
        }
        for (Clients.Claim claim : world.clients().claims()) {
            boolean there = stored.get(claim.path()).contains(claim.attempt());
            boolean said = claim.status() == PathStatus.STORED;
            boolean denied = claim.status() == PathStatus.NOT_STORED || claim.status() == PathStatus.REFUSED;
            world.verdict().check(!(said && !there) && !(denied && there), claim + ", but there: " + there);
        }
    }

    /** An event that is sent again reaches the shard that has seen it, on both paths. */
    private void placesAreKept() {
        Map<String, Integer> places = new HashMap<>();
        for (DeliveryPath path : DeliveryPath.values()) {
            for (SimulatedLog log : world.logs(path)) {
                for (SimulatedLog.Stored one : log.records()) {
                    for (EventEnvelope event : one.events()) {
                        int shard = places.computeIfAbsent(event.getId(), absent -> log.shard());
                        world.verdict().check(shard == log.shard(), event.getId() + " is on two shards");
                    }
                }
            }
        }
    }

    private void compare(SimulatedLog log, LogFold fold) {
        Map<String, Map<String, Long>> stored = new TreeMap<>();
        String prefix = prefix(log) + ":";
        for (String key : world.valkey().keys().copy().keySet()) {
            String name = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
            if (name.startsWith("t:") || name.startsWith("w:")) {
                Map<String, Long> counts = new TreeMap<>();
                world.valkey().keys().hash(key).forEach((field, value) -> {
                    if (!field.equals("#") && !field.endsWith(".last")) {
                        counts.put(field, Long.valueOf(value));
                    }
                });
                stored.put(name, counts);
            }
        }
        fold.hashes().forEach((name, wanted) -> {
            Map<String, Long> found = stored.remove(name);
            world.verdict().check(wanted.equals(found), prefix + name + " is " + found + ", not " + wanted);
        });
        world.verdict().check(stored.isEmpty(), prefix + " holds " + stored.keySet() + " too");
    }

    private static String prefix(SimulatedLog log) {
        return "{" + (log.path() == DeliveryPath.KAFKA ? "k" : "r") + ":" + log.shard() + "}:g1";
    }
}

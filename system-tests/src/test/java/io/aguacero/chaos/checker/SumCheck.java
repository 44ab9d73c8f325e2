package io.aguacero.chaos.checker;

import io.aguacero.chaos.checker.Violation.Promise;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whether the sums of a shard, minute by minute, are those of the events that stand in its log before its position. */
final class SumCheck {
    private static final int NAMED_MAX = 5;
    private static final long HOUR_SECONDS = 3_600;
    /** Letters are left out: what can't be decoded has no minute of its own. */
    private static final String COMPARED = "\\d+\\.[cd]\\.[nab]";

    private SumCheck() {}

    /**
     * What doesn't agree in one shard.
     *
     * @param events that are to be counted, in the order of the log, duplicates too
     */
    static List<Violation> check(String where, List<LogEvent> events, ShardState shard) {
        Map<String, BigInteger> expected = new TreeMap<>();
        Map<String, List<EventName>> minutes = new HashMap<>();
        Set<EventName> seen = new HashSet<>();
        for (LogEvent event : events) {
            if (event.place().offset() < shard.next()) {
                of(event, seen.add(event.name()) ? "c" : "d").forEach((field, sum) -> {
                    String place = hash(event) + " " + field;
                    expected.merge(place, sum, BigInteger::add);
                    minutes.computeIfAbsent(minute(place), absent -> new ArrayList<>())
                            .add(event.name());
                });
            }
        }
        Map<String, BigInteger> held = held(shard);
        Set<String> places = new HashSet<>(expected.keySet());
        places.addAll(held.keySet());
        return places.stream()
                .filter(place -> !expected.getOrDefault(place, BigInteger.ZERO)
                        .equals(held.getOrDefault(place, BigInteger.ZERO)))
                .sorted()
                .limit(1)
                .map(place -> new Violation(
                        Promise.SUMMED,
                        where + ": " + place + " is " + held.get(place) + " and should be " + expected.get(place),
                        explaining(
                                minutes.getOrDefault(minute(place), List.of()),
                                held.getOrDefault(place, BigInteger.ZERO)
                                        .subtract(expected.getOrDefault(place, BigInteger.ZERO)),
                                place)))
                .toList();
    }

    /** Events of the minute, first those whose own part is the difference. */
    private static List<EventName> explaining(List<EventName> minute, BigInteger difference, String place) {
        List<EventName> named = new ArrayList<>();
        for (EventName name : minute) {
            BigInteger own = parts(name).get(place.substring(place.lastIndexOf('.') + 1));
            if (own != null && own.equals(difference.abs()) && !named.contains(name)) {
                named.add(name);
            }
        }
        minute.stream().distinct().filter(name -> !named.contains(name)).forEach(named::add);
        return named.subList(0, Math.min(NAMED_MAX, named.size()));
    }

    private static String minute(String place) {
        return place.substring(0, place.lastIndexOf('.'));
    }

    private static Map<String, BigInteger> held(ShardState shard) {
        Map<String, BigInteger> held = new HashMap<>();
        shard.hashes().forEach((hash, fields) -> {
            if (hash.startsWith("rc:")) {
                fields.forEach((field, value) -> {
                    if (field.matches(COMPARED)) {
                        held.put(hash + " " + field, new BigInteger(value));
                    }
                });
            }
        });
        return held;
    }

    /** Key of the hash of an event's hour. */
    static String hash(LogEvent event) {
        long seconds = Math.floorDiv(event.time(), 1_000_000L);
        return "rc:" + event.name().kind() + ":" + Math.floorDiv(seconds, HOUR_SECONDS) * HOUR_SECONDS;
    }

    /** What an event adds, by field. */
    static Map<String, BigInteger> of(LogEvent event, String outcome) {
        long seconds = Math.floorDiv(event.time(), 1_000_000L);
        String minute = Math.floorMod(seconds, HOUR_SECONDS) / 60 + "." + outcome + ".";
        Map<String, BigInteger> fields = new TreeMap<>();
        parts(event.name()).forEach((sum, part) -> fields.put(minute + sum, part));
        return fields;
    }

    private static Map<String, BigInteger> parts(EventName name) {
        String identity = name.identity();
        return Map.of(
                "n", BigInteger.ONE,
                "a", new BigInteger(identity.substring(0, 8), 16),
                "b", new BigInteger(identity.substring(8, 16), 16));
    }
}

package io.aguacero.chaos.checker;

import io.aguacero.chaos.checker.CountedCells.Cell;
import io.aguacero.chaos.checker.Violation.Promise;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the store holds of a shard the fold of what stands in its log before its position. */
final class CountCheck {
    private static final int NAMED_MAX = 5;
    private static final Map<String, String> NOTHING = Map.of();

    private final Map<String, KindSpec> kinds;

    CountCheck(Map<String, KindSpec> kinds) {
        this.kinds = kinds;
    }

    /**
     * What doesn't agree in one shard.
     *
     * @param events that are to be counted, in the order of the log, duplicates too
     */
    List<Violation> check(String where, List<LogEvent> events, ShardState shard) {
        CountedCells expected = new CountedCells(kinds);
        List<LogEvent> unique = new ArrayList<>();
        Set<EventName> seen = new HashSet<>();
        for (LogEvent event : events) {
            if (event.place().offset() < shard.next() && seen.add(event.name())) {
                unique.add(event);
                expected.add(event);
            }
        }
        Map<Cell, Map<String, String>> fold = expected.fields();
        Map<Cell, Map<String, String>> held = CountedCells.held(shard);
        List<Cell> different = CountedCells.different(fold, held);
        if (different.isEmpty()) {
            return List.of();
        }
        Cell first = different.getFirst();
        return List.of(new Violation(
                Promise.COUNTED,
                where + " before offset " + shard.next() + ": " + different.size() + " groups differ; " + first.hash()
                        + " " + first.group() + " is " + held.getOrDefault(first, NOTHING) + " and should be "
                        + fold.getOrDefault(first, NOTHING),
                explaining(unique, new HashSet<>(different), fold, held)));
    }

    /** Events in whose every cell something differs; those first whose own count and values are the difference. */
    private List<EventName> explaining(
            List<LogEvent> unique,
            Set<Cell> different,
            Map<Cell, Map<String, String>> fold,
            Map<Cell, Map<String, String>> held) {
        Map<EventName, Integer> fit = new HashMap<>();
        List<EventName> touching = new ArrayList<>();
        for (LogEvent event : unique) {
            Map<Cell, Map<String, BigInteger>> cells =
                    CountedCells.of(event, kinds.get(event.name().kind()));
            if (different.containsAll(cells.keySet())) {
                int agreeing = 0;
                for (Map.Entry<Cell, Map<String, BigInteger>> cell : cells.entrySet()) {
                    agreeing += agreeing(
                            cell.getValue(),
                            fold.getOrDefault(cell.getKey(), NOTHING),
                            held.getOrDefault(cell.getKey(), NOTHING));
                }
                fit.put(event.name(), agreeing);
            } else if (touching.size() < NAMED_MAX && cells.keySet().stream().anyMatch(different::contains)) {
                touching.add(event.name());
            }
        }
        List<EventName> named = fit.entrySet().stream()
                .sorted(Map.Entry.<EventName, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED_MAX)
                .map(Map.Entry::getKey)
                .toList();
        return named.isEmpty() ? touching : named;
    }

    /** In how many stats of a cell the difference is this event's own, once too much or too little. */
    private static int agreeing(
            Map<String, BigInteger> values, Map<String, String> expected, Map<String, String> held) {
        BigInteger times = difference(expected, held, "n");
        int agreeing = times.abs().equals(BigInteger.ONE) ? 1 : 0;
        for (Map.Entry<String, BigInteger> value : values.entrySet()) {
            BigInteger sum = difference(expected, held, value.getKey() + ".sum");
            agreeing += sum.equals(value.getValue().multiply(times)) ? 1 : 0;
        }
        return agreeing;
    }

    private static BigInteger difference(Map<String, String> expected, Map<String, String> held, String field) {
        return new BigInteger(held.getOrDefault(field, "0"))
                .subtract(new BigInteger(expected.getOrDefault(field, "0")));
    }
}

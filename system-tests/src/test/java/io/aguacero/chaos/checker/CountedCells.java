package io.aguacero.chaos.checker;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the store must hold of one shard: a plain fold, one event after the other. */
final class CountedCells {
    private final Map<String, KindSpec> kinds;
    private final Map<Cell, Stats> cells = new HashMap<>();

    /** A group's place in the store: the key of its hash, and its own. */
    record Cell(String hash, String group) {}

    private static final class Stats {
        private long n;
        private final Map<String, ValueStats> values = new TreeMap<>();
    }

    private static final class ValueStats {
        private long n;
        private BigInteger sum = BigInteger.ZERO;
        private BigInteger min = BigInteger.ZERO;
        private BigInteger max = BigInteger.ZERO;
        private String last = "";

        private void add(BigInteger value, String at) {
            min = n == 0 ? value : min.min(value);
            max = n == 0 ? value : max.max(value);
            sum = sum.add(value);
            n++;
            String text = at + " " + value;
            if (text.substring(0, 48).compareTo(last.isEmpty() ? "" : last.substring(0, 48)) > 0) {
                last = text;
            }
        }
    }

    CountedCells(Map<String, KindSpec> kinds) {
        this.kinds = kinds;
    }

    /** Cells that an event is counted in, each with the values that it adds there. */
    static Map<Cell, Map<String, BigInteger>> of(LogEvent event, KindSpec kind) {
        Map<Cell, Map<String, BigInteger>> cells = new LinkedHashMap<>();
        long seconds = Math.floorDiv(event.time(), 1_000_000L);
        for (KindSpec.Grouping grouping : kind.groupings()) {
            Map<String, BigInteger> values = new TreeMap<>();
            for (String name : grouping.of()) {
                kind.values().get(name).of(event.data()).ifPresent(value -> values.put(name, value));
            }
            String group = grouping.key(event.data());
            cells.put(new Cell("t:" + kind.kind() + ":" + grouping.label(), group), values);
            kind.windows().forEach((size, width) -> {
                long start = Math.floorDiv(seconds, width) * width;
                String hash = "w:" + kind.kind() + ":" + size + ":" + start + ":" + grouping.label();
                cells.put(new Cell(hash, group), values);
            });
        }
        return cells;
    }

    void add(LogEvent event) {
        String at =
                "%016x".formatted(event.time() + Long.MIN_VALUE) + event.name().identity();
        of(event, kinds.get(event.name().kind())).forEach((cell, values) -> {
            Stats stats = cells.computeIfAbsent(cell, absent -> new Stats());
            stats.n++;
            values.forEach((name, value) -> stats.values
                    .computeIfAbsent(name, absent -> new ValueStats())
                    .add(value, at));
        });
    }

    /** The fields of each cell, as the store has them. */
    Map<Cell, Map<String, String>> fields() {
        Map<Cell, Map<String, String>> all = new HashMap<>();
        cells.forEach((cell, stats) -> {
            Map<String, String> fields = new TreeMap<>();
            fields.put("n", Long.toString(stats.n));
            stats.values.forEach((name, value) -> {
                fields.put(name + ".n", Long.toString(value.n));
                fields.put(name + ".sum", value.sum.toString());
                fields.put(name + ".min", value.min.toString());
                fields.put(name + ".max", value.max.toString());
                fields.put(name + ".last", value.last);
            });
            all.put(cell, fields);
        });
        return all;
    }

    /** What the store holds, by cell; the number of groups that a total keeps beside them is left to it. */
    static Map<Cell, Map<String, String>> held(ShardState shard) {
        Map<Cell, Map<String, String>> all = new HashMap<>();
        shard.hashes()
                .forEach((hash, fields) -> fields.forEach((field, value) -> {
                    int blank = field.lastIndexOf(' ');
                    if (blank > 0) {
                        all.computeIfAbsent(new Cell(hash, field.substring(0, blank)), absent -> new TreeMap<>())
                                .put(field.substring(blank + 1), value);
                    }
                }));
        return all;
    }

    /** Cells in which two states differ, in the order of their names. */
    static List<Cell> different(Map<Cell, Map<String, String>> one, Map<Cell, Map<String, String>> other) {
        List<Cell> cells = new ArrayList<>();
        one.forEach((cell, fields) -> {
            if (!fields.equals(other.get(cell))) {
                cells.add(cell);
            }
        });
        other.keySet().stream().filter(cell -> !one.containsKey(cell)).forEach(cells::add);
        cells.sort(java.util.Comparator.comparing(Cell::hash).thenComparing(Cell::group));
        return cells;
    }
}

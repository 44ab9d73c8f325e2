package io.aguacero.simulation.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys and what they hold, and the commands on them. Strings are bytes, one a character. An answer is a {@link Long}, a
 * {@link String}, a {@link List} of answers, or null.
 */
public final class Keys {
    private static final Comparator<Map.Entry<String, Double>> BY_SCORE =
            Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey());

    private final Map<String, Object> keys = new HashMap<>();
    private final LongSupplier micros;
    private boolean written;

    /**
     * @param micros the server's clock
     */
    public Keys(LongSupplier micros) {
        this.micros = micros;
    }

    /** The command is none of those known. */
    static final class UnknownCommandException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownCommandException(List<String> command) {
            super("the simulated Valkey doesn't know " + command.getFirst() + " with " + (command.size() - 1)
                    + " arguments: teach it in Keys, and let ScriptComparisonST agree");
        }
    }

    /** Whether a command has written since the last time this was asked. */
    boolean writtenSinceAsked() {
        boolean now = written;
        written = false;
        return now;
    }

    /** All keys with their values, to compare or to keep. */
    public Map<String, Object> copy() {
        Map<String, Object> copy = new TreeMap<>();
        keys.forEach((key, value) -> copy.put(key, copied(value)));
        return copy;
    }

    /** Sets everything back to a copy. */
    public void restore(Map<String, Object> copy) {
        keys.clear();
        copy.forEach((key, value) -> keys.put(key, copied(value)));
    }

    /** A hash, empty when there is none of that name. */
    public Map<String, String> hash(String key) {
        return keys.containsKey(key) ? Hash.of(keys.get(key)).fields : Map.of();
    }

    /** Does one command. */
    @Nullable
    Object call(List<String> command) {
        String key = command.size() > 1 ? command.get(1) : "";
        List<String> rest = command.size() > 2 ? command.subList(2, command.size()) : List.of();
        return switch (command.getFirst()) {
            case "TIME" ->
                List.of(Long.toString(micros.getAsLong() / 1_000_000), Long.toString(micros.getAsLong() % 1_000_000));
            case "SCAN" -> List.of("0", startingWith(rest.get(1)));
            case "EXISTS" -> keys.containsKey(key) ? 1L : 0L;
            case "UNLINK", "DEL" -> drop(command.subList(1, command.size()));
            case "HMGET" -> rest.stream().map(hash(key)::get).toList();
            case "HGET" -> hash(key).get(rest.getFirst());
            case "HEXISTS" -> hash(key).containsKey(rest.getFirst()) ? 1L : 0L;
            case "HLEN" -> (long) hash(key).size();
            case "HGETALL" -> flat(hash(key));
            case "HSET" -> hset(key, rest);
            case "HDEL" -> removed(key, hashAt(key).fields.keySet(), rest);
            case "HINCRBY" -> hincrby(key, rest.get(0), rest.get(1));
            case "SADD" -> sadd(key, rest);
            case "SREM" -> removed(key, setAt(key), rest);
            case "SCARD" -> (long) set(key).size();
            case "SISMEMBER" -> set(key).contains(rest.getFirst()) ? 1L : 0L;
            case "SMISMEMBER" ->
                rest.stream().map(one -> set(key).contains(one) ? 1L : 0L).toList();
            case "SMEMBERS" -> List.copyOf(set(key));
            case "ZADD" -> zadd(key, rest);
            case "ZREM" -> removed(key, zsetAt(key).scores.keySet(), rest);
            case "ZCARD" -> (long) zset(key).size();
            case "ZSCORE" -> score(zset(key).get(rest.getFirst()));
            case "ZMSCORE" ->
                rest.stream().map(one -> score(zset(key).get(one))).toList();
            case "ZRANGE" -> zrange(key, rest, command);
            case "ZRANGEBYSCORE" -> zrangebyscore(key, rest, command);
            case "ZREMRANGEBYRANK" -> removed(key, zsetAt(key).scores.keySet(), byRank(key, rest.get(0), rest.get(1)));
            case "ZREMRANGEBYSCORE" ->
                removed(key, zsetAt(key).scores.keySet(), byScore(key, rest.get(0), rest.get(1)));
            default -> throw new UnknownCommandException(command);
        };
    }

    /** Names of the keys by a pattern that ends in the only asterisk. */
    private List<Object> startingWith(String pattern) {
        String prefix = pattern.substring(0, pattern.length() - 1);
        return keys.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .<Object>map(name -> name)
                .toList();
    }

    private Long drop(List<String> names) {
        written = true;
        return names.stream().filter(name -> keys.remove(name) != null).count();
    }

    private Long removed(String key, Set<String> from, List<String> names) {
        written = true;
        long gone = names.stream().filter(from::remove).count();
        if (from.isEmpty()) {
            keys.remove(key);
        }
        return gone;
    }

    private Long hset(String key, List<String> pairs) {
        Map<String, String> fields = hashAt(key).fields;
        int before = fields.size();
        for (int i = 0; i < pairs.size(); i += 2) {
            fields.put(pairs.get(i), pairs.get(i + 1));
        }
        return (long) fields.size() - before;
    }

    private Long hincrby(String key, String field, String by) {
        Map<String, String> fields = hashAt(key).fields;
        long sum = Math.addExact(Long.parseLong(fields.getOrDefault(field, "0")), Long.parseLong(by));
        fields.put(field, Long.toString(sum));
        return sum;
    }

    private Long sadd(String key, List<String> members) {
        Set<String> set = setAt(key);
        return members.stream().filter(set::add).count();
    }

    private Long zadd(String key, List<String> pairs) {
        Map<String, Double> scores = zsetAt(key).scores;
        int before = scores.size();
        for (int i = 0; i < pairs.size(); i += 2) {
            scores.put(pairs.get(i + 1), Double.valueOf(pairs.get(i)));
        }
        return (long) scores.size() - before;
    }

    private List<Object> zrange(String key, List<String> rest, List<String> command) {
        boolean scores = rest.size() == 3 && rest.get(2).equals("WITHSCORES");
        if (rest.size() > 2 && !scores) {
            throw new UnknownCommandException(command);
        }
        return members(key, byRank(key, rest.get(0), rest.get(1)), scores);
    }

    private List<Object> zrangebyscore(String key, List<String> rest, List<String> command) {
        List<String> found = byScore(key, rest.get(0), rest.get(1));
        boolean scores = false;
        for (int i = 2; i < rest.size(); i++) {
            switch (rest.get(i)) {
                case "WITHSCORES" -> scores = true;
                case "LIMIT" -> {
                    long from = Long.parseLong(rest.get(i + 1));
                    long count = Long.parseLong(rest.get(i + 2));
                    found = found.stream()
                            .skip(from)
                            .limit(count < 0 ? Long.MAX_VALUE : count)
                            .toList();
                    i += 2;
                }
                default -> throw new UnknownCommandException(command);
            }
        }
        return members(key, found, scores);
    }

    private List<Object> members(String key, List<String> names, boolean withScores) {
        List<Object> members = new ArrayList<>();
        for (String name : names) {
            members.add(name);
            if (withScores) {
                members.add(score(zset(key).get(name)));
            }
        }
        return members;
    }

    private List<String> inOrder(String key) {
        return zset(key).entrySet().stream()
                .sorted(BY_SCORE)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> byRank(String key, String first, String last) {
        List<String> all = inOrder(key);
        int from = place(first, all.size());
        int to = Math.min(all.size() - 1, place(last, all.size()));
        return from > to ? List.of() : all.subList(Math.max(0, from), to + 1);
    }

    private static int place(String index, int size) {
        int place = Integer.parseInt(index);
        return place < 0 ? size + place : place;
    }

    private List<String> byScore(String key, String min, String max) {
        return inOrder(key).stream()
                .filter(name -> {
                    double score = zset(key).get(name);
                    return above(score, min) && above(-score, negated(max));
                })
                .toList();
    }

    private static boolean above(double score, String bound) {
        return bound.startsWith("(") ? score > number(bound.substring(1)) : score >= number(bound);
    }

    private static String negated(String bound) {
        String open = bound.startsWith("(") ? "(" : "";
        return open + -number(bound.substring(open.length()));
    }

    private static double number(String text) {
        return switch (text) {
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "+inf", "inf" -> Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static @Nullable String score(@Nullable Double score) {
        return score == null ? null : score == score.longValue() ? Long.toString(score.longValue()) : score.toString();
    }

    private static List<String> flat(Map<String, String> fields) {
        return fields.entrySet().stream()
                .flatMap(field -> Arrays.asList(field.getKey(), field.getValue()).stream())
                .toList();
    }

    private record Hash(Map<String, String> fields) {
        static Hash of(Object value) {
            if (value instanceof Hash hash) {
                return hash;
            }
            throw new IllegalStateException("WRONGTYPE not a hash");
        }
    }

    private record Sorted(Map<String, Double> scores) {}

    private record Members(Set<String> names) {}

    private Hash hashAt(String key) {
        written = true;
        return Hash.of(keys.computeIfAbsent(key, absent -> new Hash(new LinkedHashMap<>())));
    }

    private Set<String> setAt(String key) {
        written = true;
        return ((Members) keys.computeIfAbsent(key, absent -> new Members(new TreeSet<>()))).names();
    }

    private Set<String> set(String key) {
        return keys.containsKey(key) ? ((Members) keys.get(key)).names() : Set.of();
    }

    private Sorted zsetAt(String key) {
        written = true;
        return (Sorted) keys.computeIfAbsent(key, absent -> new Sorted(new LinkedHashMap<>()));
    }

    private Map<String, Double> zset(String key) {
        return keys.containsKey(key) ? ((Sorted) keys.get(key)).scores() : Map.of();
    }

    private static Object copied(Object value) {
        return switch (value) {
            case Hash(Map<String, String> fields) -> new Hash(new LinkedHashMap<>(fields));
            case Sorted(Map<String, Double> scores) -> new Sorted(new LinkedHashMap<>(scores));
            case Members(Set<String> names) -> new Members(new TreeSet<>(names));
            default -> throw new IllegalStateException("a value of no known type");
        };
    }
}

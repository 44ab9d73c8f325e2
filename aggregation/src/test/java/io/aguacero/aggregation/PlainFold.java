package io.aguacero.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.EventIdentity;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.DecodedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a log adds up to, said once more and as plainly as possible: one event after the other, by the numbers of {@link
 * TestKinds}. Shares no code with what it checks but the envelope and the identity of an event.
 */
final class PlainFold {
    private static final long HORIZON = 600_000_000L;
    private static final long BUCKET = 300_000_000L;
    private static final long MINUTE = 60_000_000L;
    private static final long SECOND = 1_000_000L;
    private static final Set<String> KINDS = Set.of(TestKinds.REPORT, TestKinds.FEW);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Text of every group, as {@link #describe} puts it, by "kind table grouping key". */
    final Map<String, Stats> groups = new TreeMap<>();

    /** Sums of every minute, as {@link #sum} puts them, by "kind hour minute". */
    final Map<String, Map<String, BigInteger>> sums = new TreeMap<>();

    /** Greatest acceptance time of each kind. */
    final Map<String, Long> logTimes = new TreeMap<>();

    /** The letters that wait, with their event as {@link #identity} puts it; empty when nothing could be decoded. */
    final Map<String, String> waiting = new TreeMap<>();

    /** Starts of the buckets, in microseconds, in which an event is remembered; they are never forgotten here. */
    private final Map<String, Set<Long>> remembered = new HashMap<>();

    private final Set<String> fewPlaces = new HashSet<>();
    int letters;

    PlainFold(List<LogRecord> records) {
        for (LogRecord logRecord : records) {
            for (int index = 0; index < logRecord.events().size(); index++) {
                String place = logRecord.offset() + "/" + index;
                switch (logRecord.events().get(index)) {
                    case DecodedEvent.Poisoned bad -> {
                        letters++;
                        sum("- 0 0", "l", null);
                        waiting.put(place, "");
                    }
                    case DecodedEvent.Readable good -> add(good.event(), place);
                }
            }
        }
    }

    private void add(EventEnvelope event, String place) {
        boolean inForce = KINDS.contains(event.getKind());
        long logTime = inForce ? logTimes.merge(event.getKind(), event.getAcceptedAtMicros(), Math::max) : 0;
        boolean replay = !event.getReplayOf().isEmpty();
        boolean within = Math.abs(event.getTimeMicros() - event.getAcceptedAtMicros()) <= HORIZON;
        boolean timely = replay || (within && live(home(event), logTime));
        String minute = inForce && within ? minute(event) : "- 0 0";
        if (!inForce || !timely || !sound(event)) {
            letters++;
            sum(minute, "l", event);
            boolean entitled = !replay || strike(event.getReplayOf());
            if (entitled
                    && !waiting.containsValue(identity(event))
                    && (!inForce || !remembersAnywhere(event, logTime))) {
                waiting.put(place, identity(event));
            }
            return;
        }
        if (replay && !strike(event.getReplayOf())) {
            sum(minute, "d", event);
            return;
        }
        boolean known = replay ? remembersAnywhere(event, logTime) : remembers(event, logTime);
        waiting.values().removeIf(identity(event)::equals);
        if (live(home(event), logTime)) {
            remembered
                    .computeIfAbsent(identity(event), absent -> new HashSet<>())
                    .add(home(event));
        }
        sum(minute, known ? "d" : "c", event);
        if (!known) {
            count(event, "total");
            window(event, "5s", 5 * SECOND, 11 * MINUTE);
            window(event, "1m", MINUTE, 60 * MINUTE);
        }
    }

    private static String identity(EventEnvelope event) {
        return event.getKind() + " " + event.getId();
    }

    private boolean strike(String letter) {
        return letter.startsWith("kafka/0/") && waiting.remove(letter.substring("kafka/0/".length())) != null;
    }

    private static long home(EventEnvelope event) {
        return Math.floorDiv(event.getTimeMicros(), BUCKET) * BUCKET;
    }

    private static boolean live(long bucket, long logTime) {
        return bucket + BUCKET + HORIZON + MINUTE > logTime;
    }

    private boolean remembersAnywhere(EventEnvelope event, long logTime) {
        return remembered.getOrDefault(identity(event), Set.of()).stream()
                .anyMatch(bucket -> live(bucket, logTime) && bucket <= logTime + HORIZON);
    }

    private boolean remembers(EventEnvelope event, long logTime) {
        boolean stamped = event.getTimeMicros() == event.getAcceptedAtMicros();
        return remembered.getOrDefault(identity(event), Set.of()).stream()
                .anyMatch(bucket -> stamped
                        ? live(bucket, logTime)
                                && bucket + BUCKET > event.getTimeMicros() - HORIZON
                                && bucket <= event.getTimeMicros() + HORIZON
                        : bucket == home(event));
    }

    private static boolean sound(EventEnvelope event) {
        return event.getPayload().toStringUtf8().startsWith("{\"place\":\"");
    }

    private static String minute(EventEnvelope event) {
        long hour = Math.floorDiv(event.getTimeMicros(), 60 * MINUTE) * 3_600;
        return event.getKind() + " " + hour + " " + (event.getTimeMicros() - hour * SECOND) / MINUTE;
    }

    private void sum(String minute, String outcome, @Nullable EventEnvelope event) {
        if (hourDropped(minute)) {
            return;
        }
        Map<String, BigInteger> fields = sums.computeIfAbsent(minute, absent -> new TreeMap<>());
        fields.merge(outcome + ".n", BigInteger.ONE, BigInteger::add);
        if (event != null) {
            byte[] identity = EventIdentity.of(event);
            fields.merge(outcome + ".a", new BigInteger(1, Arrays.copyOfRange(identity, 0, 4)), BigInteger::add);
            fields.merge(outcome + ".b", new BigInteger(1, Arrays.copyOfRange(identity, 4, 8)), BigInteger::add);
        }
    }

    /** Hours of sums that log time has dropped. */
    boolean hourDropped(String minute) {
        String[] part = minute.split(" ");
        return !part[0].equals("-")
                && (Long.parseLong(part[1]) + 3_600) * SECOND + 121 * MINUTE <= logTimes.getOrDefault(part[0], 0L);
    }

    private void window(EventEnvelope event, String label, long size, long keep) {
        long start = Math.floorDiv(event.getTimeMicros(), size) * size;
        if (start + size + keep > logTimes.get(event.getKind())) {
            count(event, label + "@" + start / SECOND);
        }
    }

    /** Windows that log time has dropped since. */
    boolean dropped(String kind, String table) {
        if (!table.contains("@")) {
            return false;
        }
        long start = Long.parseLong(table.substring(3)) * SECOND;
        return (table.startsWith("5s") ? start + 5 * SECOND + 11 * MINUTE : start + 61 * MINUTE) <= logTimes.get(kind);
    }

    private void count(EventEnvelope event, String table) {
        JsonNode payload = parse(event);
        String place = payload.get("place").toString();
        String mood = payload.has("mood") ? payload.get("mood").toString() : "null";
        String prefix = event.getKind() + " " + table + " ";
        List<String> keys = new ArrayList<>(List.of(prefix + "all []", prefix + "mood [" + place + ", " + mood + "]"));
        if (event.getKind().equals(TestKinds.FEW) && !fewPlaces.contains(place) && fewPlaces.size() == 2) {
            keys.add(prefix + "place [\"__other__\"]");
        } else {
            fewPlaces.addAll(event.getKind().equals(TestKinds.FEW) ? Set.of(place) : Set.of());
            keys.add(prefix + "place [" + place + "]");
        }
        for (String key : keys) {
            groups.computeIfAbsent(key, absent -> new Stats()).add(event, payload, !key.contains(" place ["));
        }
    }

    private static JsonNode parse(EventEnvelope event) {
        try {
            return JSON.readTree(event.getPayload().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String describe(long count, BigDecimal sum, BigDecimal min, BigDecimal max, BigDecimal last) {
        return count + " " + sum + " " + min + " " + max + " " + last;
    }

    /** One group of one table. */
    static final class Stats {
        private long count;
        private final Map<String, List<BigDecimal>> values = new TreeMap<>();
        private final Map<String, String> lastOrder = new TreeMap<>();
        private final Map<String, BigDecimal> last = new TreeMap<>();

        void add(EventEnvelope event, JsonNode payload, boolean withRough) {
            count++;
            add("level", 2, event, payload);
            if (withRough) {
                add("rough", 1, event, payload);
            }
        }

        private void add(String name, int scale, EventEnvelope event, JsonNode payload) {
            if (payload.has(name)) {
                BigDecimal value = new BigDecimal(payload.get(name).asText()).setScale(scale, RoundingMode.HALF_EVEN);
                values.computeIfAbsent(name, absent -> new ArrayList<>()).add(value);
                String order = "%020d".formatted(event.getTimeMicros())
                        + HexFormat.of().formatHex(EventIdentity.of(event));
                if (order.compareTo(lastOrder.getOrDefault(name, "")) > 0) {
                    lastOrder.put(name, order);
                    last.put(name, value);
                }
            }
        }

        @Override
        public String toString() {
            Map<String, String> text = new TreeMap<>();
            values.forEach((name, all) -> text.put(
                    name,
                    describe(
                            all.size(),
                            all.stream().reduce(BigDecimal.ZERO, BigDecimal::add),
                            all.stream().min(BigDecimal::compareTo).orElseThrow(),
                            all.stream().max(BigDecimal::compareTo).orElseThrow(),
                            last.get(name))));
            return count + " " + text;
        }
    }
}

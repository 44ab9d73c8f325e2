package io.aguacero.simulation.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aguacero.contracts.v1.EventEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one shard's log adds up to, said once more and as plainly as possible, by the numbers of {@link Simulation#KIND}:
 * the fields that each hash of the store has to hold, and which records' events have to be dead letters.
 */
final class LogFold {
    private static final long SECOND = 1_000_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HORIZON = 10 * MINUTE;
    private static final long BUCKET = 5 * MINUTE;
    private static final long KEEP = 15 * MINUTE;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> ids = new HashSet<>();
    private final Map<String, Map<String, Long>> hashes = new TreeMap<>();
    private final Set<String> letters = new TreeSet<>();
    private long logTime;

    LogFold(SimulatedLog log) {
        for (SimulatedLog.Stored stored : log.records()) {
            for (int i = 0; i < stored.events().size(); i++) {
                add(stored.events().get(i), log.shard() + "/" + stored.offset() + "/" + i);
            }
        }
    }

    /** The hashes of counts that there have to be, by name without the shard's prefix. */
    Map<String, Map<String, Long>> hashes() {
        Map<String, Map<String, Long>> kept = new TreeMap<>(hashes);
        kept.keySet().removeIf(name -> name.startsWith("w:") && start(name) + MINUTE + KEEP <= logTime);
        return kept;
    }

    Set<String> letters() {
        return letters;
    }

    private static long start(String window) {
        return Long.parseLong(window.split(":", -1)[3]) * SECOND;
    }

    private void add(EventEnvelope event, String place) {
        logTime = Math.max(logTime, event.getAcceptedAtMicros());
        long time = event.getTimeMicros();
        long bucketEnd = (Math.floorDiv(time, BUCKET) + 1) * BUCKET;
        JsonNode payload = payload(event);
        boolean late =
                Math.abs(time - event.getAcceptedAtMicros()) > HORIZON || bucketEnd + HORIZON + MINUTE <= logTime;
        if (late || payload.path("level").isTextual()) {
            letters.add(place);
        } else if (ids.add(event.getId())) {
            String window = "w:" + Simulation.KIND + ":1m:" + Math.floorDiv(time, MINUTE) * 60 + ":";
            count("t:" + Simulation.KIND + ":", payload);
            if (start(window) + MINUTE + KEEP > logTime) {
                count(window, payload);
            }
        }
    }

    private void count(String prefix, JsonNode payload) {
        count(prefix + "*", "[]", payload);
        count(prefix + "place", "[\"" + payload.get("place").asText() + "\"]", payload);
    }

    private void count(String hash, String group, JsonNode payload) {
        Map<String, Long> fields = hashes.computeIfAbsent(hash, absent -> new TreeMap<>());
        fields.merge(group + " n", 1L, Long::sum);
        if (payload.has("level")) {
            long cents = new BigDecimal(payload.get("level").asText())
                    .movePointRight(2)
                    .longValueExact();
            fields.merge(group + " level.n", 1L, Long::sum);
            fields.merge(group + " level.sum", cents, Long::sum);
            fields.merge(group + " level.min", cents, Math::min);
            fields.merge(group + " level.max", cents, Math::max);
        }
    }

    private static JsonNode payload(EventEnvelope event) {
        try {
            return JSON.readTree(event.getPayload().toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

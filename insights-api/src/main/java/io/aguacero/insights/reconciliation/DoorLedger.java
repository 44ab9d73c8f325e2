package io.aguacero.insights.reconciliation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all doors together say that they accepted, and when nobody can say: before the first record, where a record is
 * missing, and after the last one of a door that was killed. Safe for threads.
 */
public final class DoorLedger {
    /** How long after its acceptance an event may be answered, and so be in a later record. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
    /** How long after its last record a door that was killed may have accepted events. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int SPANS_MAX = 1_000;
    private static final int RUNS_MAX = 1_000;

    private final int minutesMax;
    private final int unresolvedMax;
    private final TreeMap<MinuteKey, EventSum> accepted = new TreeMap<>();
    private final Set<ByteBuffer> unresolved = new LinkedHashSet<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<Span> unknown = new ArrayList<>();
    private long firstMillis = Long.MAX_VALUE;

    /**
     * @param minutesMax most minutes of event time kept
     * @param unresolvedMax most identities kept
     */
    public DoorLedger(int minutesMax, int unresolvedMax) {
        this.minutesMax = minutesMax;
        this.unresolvedMax = unresolvedMax;
    }

    private record Span(long from, long to) {}

    /** A run of a door: up to where its records go, and when another run of the same door began. */
    private static final class Run {
        final String instance;
        long sequence;
        long toMillis;
        long supersededMillis = Long.MAX_VALUE;
        boolean ended;

        Run(String instance) {
            this.instance = instance;
        }

        /** Whether it may have accepted something at that time that it never told. */
        boolean silentAt(long millis) {
            return !ended
                    && millis >= toMillis - ANSWERED_WITHIN.toMillis()
                    && millis < Math.min(supersededMillis, toMillis + SILENCE.toMillis());
        }
    }

    /** Takes a record, in the order of the log; one that came before is passed over. */
    public synchronized void add(DoorRecord given) {
        long from = given.from().toEpochMilli();
        long to = given.to().toEpochMilli();
        Run run = runs.get(given.start());
        if (run == null) {
            runs.values().stream()
                    .filter(other -> other.instance.equals(given.instance()))
                    .forEach(other -> other.supersededMillis = Math.min(other.supersededMillis, from));
            run = new Run(given.instance());
            runs.put(given.start(), run);
        } else if (given.sequence() <= run.sequence) {
            return;
        } else if (given.sequence() > run.sequence + 1) {
            unknown(run.toMillis, from);
        }
        firstMillis = Math.min(firstMillis, from);
        if (!given.complete()) {
            unknown(from, to);
        }
        run.sequence = given.sequence();
        run.toMillis = to;
        run.ended = given.last();
        given.accepted().forEach((key, sum) -> accepted.merge(key, sum, EventSum::plus));
        given.unresolved()
                .forEach(hex -> unresolved.add(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
        trim();
    }

    private void unknown(long from, long to) {
        unknown.add(new Span(from - ANSWERED_WITHIN.toMillis(), to));
        if (unknown.size() > SPANS_MAX) {
            unknown.removeFirst();
        }
    }

    private void trim() {
        while (accepted.size() > minutesMax) {
            accepted.pollFirstEntry();
        }
        while (unresolved.size() > unresolvedMax) {
            unresolved.remove(unresolved.iterator().next());
        }
        while (runs.size() > RUNS_MAX) {
            runs.remove(runs.keySet().iterator().next());
        }
    }

    /** Sum of the events of each minute that were answered 202. */
    public synchronized Map<MinuteKey, EventSum> accepted() {
        return new HashMap<>(accepted);
    }

    /** Whether what was accepted at that time, in milliseconds since 1970, is in the records. */
    public synchronized boolean covers(long millis) {
        return millis >= firstMillis
                && unknown.stream().noneMatch(span -> millis >= span.from() && millis < span.to())
                && runs.values().stream().noneMatch(run -> run.silentAt(millis));
    }

    /** Whether a door told somebody that it doesn't know whether this event is stored. */
    public synchronized boolean unresolved(ByteBuffer identity) {
        return unresolved.contains(identity);
    }
}

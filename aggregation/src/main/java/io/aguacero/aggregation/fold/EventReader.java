package io.aguacero.aggregation.fold;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.aggregation.fold.LetterStep.Lost;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.IdentityDigest;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.ValueSpec;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of an event, by itself and the log time at its place in the log. The door has checked the same,
 * but others may write to a broker too, and an event may have waited. Not safe for threads.
 */
public final class EventReader {
    /** Greatest time of RFC 3339 in microseconds, the end of year 9999; what is beyond would spoil the log time. */
    private static final long TIME_MAX_MICROS = 253_402_300_799_999_999L;

    private static final int REASON_VIOLATIONS_MAX = 3;

    private final Map<String, KindPlan> plans = new HashMap<>();
    private final IdentityDigest identities = new IdentityDigest();

    /** A reader of events of those kinds. */
    public EventReader(KindCatalog kinds) {
        for (EventKind kind : kinds.kinds()) {
            plans.put(kind.name(), new KindPlan(kind));
        }
    }

    private static boolean acceptable(long acceptedAtMicros) {
        return acceptedAtMicros >= 0 && acceptedAtMicros <= TIME_MAX_MICROS;
    }

    private static boolean inRange(long timeMicros) {
        return timeMicros >= -TIME_MAX_MICROS && timeMicros <= TIME_MAX_MICROS;
    }

    private static boolean withinHorizon(EventEnvelope event, KindPlan plan) {
        long time = event.getTimeMicros();
        return inRange(time) && plan.buckets().withinHorizon(time, event.getAcceptedAtMicros());
    }

    /** The minute in whose sums an event counts, whatever becomes of it: a function of the event and the kinds alone. */
    public SumPlace sumPlace(EventEnvelope event) {
        KindPlan plan = plans.get(event.getKind());
        return plan == null || !acceptable(event.getAcceptedAtMicros()) || !withinHorizon(event, plan)
                ? SumPlace.NOWHERE
                : plan.sumPlace(event.getTimeMicros());
    }

    /**
     * Reads an event.
     *
     * @param logTimes as they stand before it; they are advanced
     */
    public EventReading read(EventEnvelope event, LogTimes logTimes) {
        SumPlace sums = sumPlace(event);
        KindPlan plan = plans.get(event.getKind());
        if (plan == null) {
            return unsound(
                    new Lost(sums, 0, "", EventId.of(event), List.of()),
                    ErrorCode.UNKNOWN_KIND,
                    "no kind of that name is in force");
        }
        if (!acceptable(event.getAcceptedAtMicros())) {
            return unsound(
                    new Lost(sums, logTimes.of(plan.name()), plan.name(), EventId.of(event), List.of()),
                    ErrorCode.INVALID_ATTRIBUTE,
                    "its time of acceptance is out of range");
        }
        long logTime = logTimes.advance(plan.name(), event.getAcceptedAtMicros());
        boolean replay = !event.getReplayOf().isEmpty();
        if (replay ? !inRange(event.getTimeMicros()) : !withinHorizon(event, plan)) {
            return lost(
                    event,
                    plan,
                    logTime,
                    ErrorCode.OUTSIDE_HORIZON,
                    "its time is further from its acceptance than the horizon");
        }
        IdBuckets buckets = plan.buckets();
        if (!replay && buckets.dropped(buckets.home(event.getTimeMicros()), logTime)) {
            return lost(
                    event,
                    plan,
                    logTime,
                    ErrorCode.OUTSIDE_HORIZON,
                    "it came so late that ids of its time are forgotten");
        }
        PlainPayloads plain = plan.plain();
        if (plain != null && plain.read(event.getPayload())) {
            return new EventReading.Sound(counted(event, plan, plain.groups(), plain.values(), sums, logTime));
        }
        return switch (PayloadReader.PAYLOADS.read(event.getPayload().toByteArray())) {
            case PayloadReading.Unparsable bad ->
                lost(
                        event,
                        plan,
                        logTime,
                        ErrorCode.MALFORMED,
                        "the payload " + bad.reason() + ", at byte " + bad.byteOffset());
            case PayloadReading.Parsed parsed -> {
                List<Violation> violations = plan.kind().check(parsed.document());
                yield violations.isEmpty()
                        ? new EventReading.Sound(counted(
                                event,
                                plan,
                                groups(plan, parsed.document()),
                                values(plan.kind().aggregate().values(), parsed.document()),
                                sums,
                                logTime))
                        : lost(event, plan, logTime, ErrorCode.SCHEMA_VIOLATION, describe(violations));
            }
        };
    }

    private EventReading.Unsound lost(
            EventEnvelope event, KindPlan plan, long logTimeMicros, ErrorCode code, String reason) {
        Lookup lookup = plan.kind().timeRequired() ? Lookup.HOME : Lookup.ALL;
        List<Long> lookups = inRange(event.getTimeMicros())
                ? plan.buckets()
                        .starts(first(lookup, event, plan, logTimeMicros), last(lookup, event, plan, logTimeMicros))
                : List.of();
        return unsound(new Lost(sumPlace(event), logTimeMicros, plan.name(), EventId.of(event), lookups), code, reason);
    }

    private static List<String> groups(KindPlan plan, JsonNode payload) {
        return plan.groupings().stream()
                .map(grouping -> GroupKey.of(payload, grouping.by()))
                .toList();
    }

    private CountedEvent counted(
            EventEnvelope event, KindPlan plan, List<String> groups, long[] values, SumPlace sums, long logTimeMicros) {
        long home = plan.buckets().home(event.getTimeMicros());
        Lookup lookup = lookup(event, plan);
        return new CountedEvent(
                plan,
                EventId.of(identities.of(event)),
                event.getTimeMicros(),
                event.getAcceptedAtMicros(),
                logTimeMicros,
                home,
                !plan.buckets().dropped(home, logTimeMicros),
                first(lookup, event, plan, logTimeMicros),
                last(lookup, event, plan, logTimeMicros),
                event.getReplayOf(),
                groups,
                sums,
                values);
    }

    /** The earliest bucket in which an event's id may be known. */
    private static long first(Lookup lookup, EventEnvelope event, KindPlan plan, long logTimeMicros) {
        long time = event.getTimeMicros();
        IdBuckets buckets = plan.buckets();
        return switch (lookup) {
            case HOME -> Math.max(buckets.home(time), buckets.oldestLive(logTimeMicros));
            case NEAR -> buckets.firstLookup(time, logTimeMicros);
            case ALL -> buckets.oldestLive(logTimeMicros);
        };
    }

    /** The latest such bucket. */
    private static long last(Lookup lookup, EventEnvelope event, KindPlan plan, long logTimeMicros) {
        return switch (lookup) {
            case HOME -> plan.buckets().home(event.getTimeMicros());
            case NEAR -> plan.buckets().lastLookup(event.getTimeMicros());
            case ALL -> plan.buckets().lastLookup(logTimeMicros);
        };
    }

    /** Where an id may be known. */
    private enum Lookup {
        /** In the bucket of its time, which the client gave. */
        HOME,
        /** Within the horizon of its time: the door stamps another one when the client sends it again. */
        NEAR,
        /** Anywhere: an event that couldn't be counted may have been since, under another time. */
        ALL
    }

    private static Lookup lookup(EventEnvelope event, KindPlan plan) {
        if (plan.kind().timeRequired()) {
            return Lookup.HOME;
        }
        if (!event.getReplayOf().isEmpty()) {
            return Lookup.ALL;
        }
        return event.getTimeMicros() == event.getAcceptedAtMicros() ? Lookup.NEAR : Lookup.HOME;
    }

    private static long[] values(List<ValueSpec> specs, JsonNode payload) {
        long[] values = new long[specs.size()];
        for (int i = 0; i < values.length; i++) {
            ValueSpec spec = specs.get(i);
            JsonNode number = payload.at(spec.pointer());
            values[i] = number.isNumber() ? spec.scaled(number.decimalValue()) : CountedEvent.ABSENT;
        }
        return values;
    }

    private static String describe(List<Violation> violations) {
        StringBuilder reason = new StringBuilder();
        for (Violation violation : violations.subList(0, Math.min(violations.size(), REASON_VIOLATIONS_MAX))) {
            reason.append(reason.isEmpty() ? "" : "; ")
                    .append(violation.pointer().isEmpty() ? "the payload" : violation.pointer())
                    .append(": ")
                    .append(violation.reason());
        }
        if (violations.size() > REASON_VIOLATIONS_MAX) {
            reason.append("; and ")
                    .append(violations.size() - REASON_VIOLATIONS_MAX)
                    .append(" more");
        }
        return reason.toString();
    }

    private static EventReading.Unsound unsound(Lost lost, ErrorCode code, String reason) {
        return new EventReading.Unsound(code.slug(), reason, lost);
    }
}

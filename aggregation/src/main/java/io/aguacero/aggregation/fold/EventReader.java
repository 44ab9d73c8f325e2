package io.aguacero.aggregation.fold;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.ValueSpec;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an event, by itself and the log time at its place in the log. The door has checked the same,
 * but others may write to a broker too, and an event may have waited.
 */
public final class EventReader {
    /** Greatest time of RFC 3339 in microseconds, the end of year 9999; what is beyond would spoil the log time. */
    private static final long TIME_MAX_MICROS = 253_402_300_799_999_999L;

    private static final int REASON_VIOLATIONS_MAX = 3;

    private final Map<String, KindPlan> plans = new HashMap<>();

    /** A reader of events of those kinds. */
    public EventReader(KindCatalog kinds) {
        for (EventKind kind : kinds.kinds()) {
            plans.put(kind.name(), new KindPlan(kind));
        }
    }

    private static boolean acceptable(long acceptedAtMicros) {
        return acceptedAtMicros >= 0 && acceptedAtMicros <= TIME_MAX_MICROS;
    }

    private static boolean withinHorizon(EventEnvelope event, KindPlan plan) {
        long time = event.getTimeMicros();
        return time >= -TIME_MAX_MICROS
                && time <= TIME_MAX_MICROS
                && plan.buckets().withinHorizon(time, event.getAcceptedAtMicros());
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
            return new Refusal(sums, 0).unsound(ErrorCode.UNKNOWN_KIND, "no kind of that name is in force");
        }
        if (!acceptable(event.getAcceptedAtMicros())) {
            return new Refusal(sums, logTimes.of(plan.name()))
                    .unsound(ErrorCode.INVALID_ATTRIBUTE, "its time of acceptance is out of range");
        }
        Refusal refusal = new Refusal(sums, logTimes.advance(plan.name(), event.getAcceptedAtMicros()));
        if (!withinHorizon(event, plan)) {
            return refusal.unsound(
                    ErrorCode.OUTSIDE_HORIZON, "its time is further from its acceptance than the horizon");
        }
        IdBuckets buckets = plan.buckets();
        if (buckets.dropped(buckets.home(event.getTimeMicros()), refusal.logTimeMicros())) {
            return refusal.unsound(ErrorCode.OUTSIDE_HORIZON, "it came so late that ids of its time are forgotten");
        }
        return switch (PayloadReader.PAYLOADS.read(event.getPayload().toByteArray())) {
            case PayloadReading.Unparsable bad ->
                refusal.unsound(ErrorCode.MALFORMED, "the payload " + bad.reason() + ", at byte " + bad.byteOffset());
            case PayloadReading.Parsed parsed -> {
                List<Violation> violations = plan.kind().check(parsed.document());
                yield violations.isEmpty()
                        ? new EventReading.Sound(counted(event, plan, parsed.document(), sums, refusal.logTimeMicros()))
                        : refusal.unsound(ErrorCode.SCHEMA_VIOLATION, describe(violations));
            }
        };
    }

    private static CountedEvent counted(
            EventEnvelope event, KindPlan plan, JsonNode payload, SumPlace sums, long logTimeMicros) {
        IdBuckets buckets = plan.buckets();
        long time = event.getTimeMicros();
        long home = buckets.home(time);
        boolean stamped = !plan.kind().timeRequired() && time == event.getAcceptedAtMicros();
        List<String> groups = new ArrayList<>(plan.groupings().size());
        for (KindPlan.GroupingPlan grouping : plan.groupings()) {
            groups.add(GroupKey.of(payload, grouping.by()));
        }
        return new CountedEvent(
                plan,
                EventId.of(event),
                time,
                event.getAcceptedAtMicros(),
                logTimeMicros,
                home,
                stamped ? buckets.firstLookup(time, logTimeMicros) : home,
                stamped ? buckets.lastLookup(time) : home,
                groups,
                sums,
                values(plan.kind().aggregate().values(), payload));
    }

    private static @Nullable Long[] values(List<ValueSpec> specs, JsonNode payload) {
        @Nullable Long[] values = new Long[specs.size()];
        for (int i = 0; i < values.length; i++) {
            ValueSpec spec = specs.get(i);
            JsonNode number = payload.at(spec.pointer());
            values[i] = number.isNumber() ? spec.scaled(number.decimalValue()) : null;
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

    /** What a refusal of an event says besides its reason. */
    private record Refusal(SumPlace sums, long logTimeMicros) {
        EventReading.Unsound unsound(ErrorCode code, String reason) {
            return new EventReading.Unsound(code.slug(), reason, sums, logTimeMicros);
        }
    }
}

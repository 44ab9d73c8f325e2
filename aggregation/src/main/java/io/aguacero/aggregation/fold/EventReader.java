package io.aguacero.aggregation.fold;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.EventIdentity;
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

    /** Log time after an event: the greatest acceptance time so far, in microseconds. It never decreases. */
    public static long logTimeAfter(EventEnvelope event, long logTimeMicros) {
        return acceptable(event.getAcceptedAtMicros())
                ? Math.max(logTimeMicros, event.getAcceptedAtMicros())
                : logTimeMicros;
    }

    private static boolean acceptable(long acceptedAtMicros) {
        return acceptedAtMicros >= 0 && acceptedAtMicros <= TIME_MAX_MICROS;
    }

    /**
     * Reads an event.
     *
     * @param logTimeMicros the log time after it
     */
    public EventReading read(EventEnvelope event, long logTimeMicros) {
        KindPlan plan = plans.get(event.getKind());
        if (plan == null) {
            return unsound(ErrorCode.UNKNOWN_KIND, "no kind of that name is in force");
        }
        EventReading.Unsound untimely = untimely(event, plan.buckets(), logTimeMicros);
        if (untimely != null) {
            return untimely;
        }
        return switch (PayloadReader.PAYLOADS.read(event.getPayload().toByteArray())) {
            case PayloadReading.Unparsable bad ->
                unsound(ErrorCode.MALFORMED, "the payload " + bad.reason() + ", at byte " + bad.byteOffset());
            case PayloadReading.Parsed parsed -> {
                List<Violation> violations = plan.kind().check(parsed.document());
                yield violations.isEmpty()
                        ? new EventReading.Sound(counted(event, plan, parsed.document(), logTimeMicros))
                        : unsound(ErrorCode.SCHEMA_VIOLATION, describe(violations));
            }
        };
    }

    private static EventReading.@Nullable Unsound untimely(EventEnvelope event, IdBuckets buckets, long logTimeMicros) {
        long time = event.getTimeMicros();
        if (!acceptable(event.getAcceptedAtMicros())) {
            return unsound(ErrorCode.INVALID_ATTRIBUTE, "its time of acceptance is out of range");
        }
        if (Math.abs(time) > TIME_MAX_MICROS
                || time == Long.MIN_VALUE
                || !buckets.withinHorizon(time, event.getAcceptedAtMicros())) {
            return unsound(ErrorCode.OUTSIDE_HORIZON, "its time is further from its acceptance than the horizon");
        }
        if (buckets.dropped(buckets.home(time), logTimeMicros)) {
            return unsound(ErrorCode.OUTSIDE_HORIZON, "it came so late that ids of its time are forgotten");
        }
        return null;
    }

    private static CountedEvent counted(EventEnvelope event, KindPlan plan, JsonNode payload, long logTimeMicros) {
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
                EventId.of(EventIdentity.of(event)),
                time,
                event.getAcceptedAtMicros(),
                logTimeMicros,
                home,
                stamped ? buckets.firstLookup(time, logTimeMicros) : home,
                stamped ? buckets.lastLookup(time) : home,
                groups,
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

    private static EventReading.Unsound unsound(ErrorCode code, String reason) {
        return new EventReading.Unsound(code.slug(), reason);
    }
}

package io.aguacero.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.aguacero.access.Caller;
import io.aguacero.access.Scope;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.kinds.EventKind;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.contracts.v1.EventEnvelope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets events in: finds their kind, checks payload and time against it, and stamps the envelope. Safe for any thread. */
public final class Admission {
    private static final String TIME = "/time";
    private static final String REPLAY_OF = "/replayof";

    private final KindCatalog kinds;
    private final Clock clock;
    private final EventIds ids;

    /** Admission by the kinds in force; the clock stamps arrivals. */
    public Admission(KindCatalog kinds, Clock clock, EventIds ids) {
        this.kinds = kinds;
        this.clock = clock;
        this.ids = ids;
    }

    /** The time of arrival to stamp on every event of a request, in microseconds since 1970-01-01T00:00:00Z. */
    public long arrival() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    /**
     * Checks one item of a request. Tenant and sender are the caller's, whatever the item says.
     *
     * @param caller who sent it
     * @param arrival what {@link #arrival} said when the request came in
     */
    public Intake.Item admit(Reading reading, Caller caller, long arrival) {
        return switch (reading) {
            case Reading.Read(Submission submission) -> admit(submission, caller, arrival);
            case Reading.Unreadable(var id, Refusal refusal) ->
                new Intake.Refused(new Outcome.NotTaken(id, null, refusal));
        };
    }

    private Intake.Item admit(Submission submission, Caller caller, long now) {
        if (!caller.mayUse(submission.kind())) {
            return new Intake.Refused(new Outcome.NotTaken(submission.id(), null, kindForbidden()));
        }
        Optional<EventKind> found = kinds.find(submission.kind());
        if (found.isEmpty()) {
            return new Intake.Refused(new Outcome.NotTaken(
                    submission.id(),
                    null,
                    Refusal.of(ErrorCode.UNKNOWN_KIND, "no event kind of that name is in force")));
        }
        EventKind kind = found.get();
        String key;
        switch (submission.payload()) {
            case Payload.Checked checked -> key = checked.key();
            case Payload.Unchecked(JsonNode document, String pointer) -> {
                List<Violation> violations = kind.check(document);
                if (!violations.isEmpty()) {
                    return refused(
                            submission,
                            kind,
                            new Refusal(
                                    ErrorCode.SCHEMA_VIOLATION,
                                    "the payload isn't one of this kind",
                                    below(pointer, violations),
                                    null));
                }
                key = kind.keyOf(document);
            }
        }
        return admit(submission, kind, key, caller, now);
    }

    /** Checks the rest of an event whose payload is one of its kind. */
    private Intake.Item admit(Submission submission, EventKind kind, String key, Caller caller, long now) {
        Long time = submission.timeMicros();
        if (time == null && kind.timeRequired()) {
            return refused(
                    submission,
                    kind,
                    Refusal.at(
                            TIME,
                            ErrorCode.SCHEMA_VIOLATION,
                            "events of this kind must carry the time of what they tell"));
        }
        LetterId letter = submission.replayOf();
        if (letter != null && !caller.may(Scope.REPLAY)) {
            return refused(
                    submission,
                    kind,
                    Refusal.at(
                            REPLAY_OF,
                            ErrorCode.SCOPE_MISSING,
                            "to replay a dead letter the key must have scope replay"));
        }
        if (letter != null) {
            // Its horizon is long over, mostly; whether it counts is for the store to say, which knows the letter.
            return kind.paths().contains(letter.path())
                    ? new Intake.Admitted(envelope(submission, kind, key, caller, now), Set.of(letter.path()))
                    : refused(
                            submission,
                            kind,
                            Refusal.at(
                                    REPLAY_OF,
                                    ErrorCode.REPLAY_REFUSED,
                                    "events of this kind don't take the dead letter's path"));
        }
        if (time != null && outside(time, now, kind)) {
            return refused(
                    submission,
                    kind,
                    Refusal.at(
                            TIME,
                            ErrorCode.OUTSIDE_HORIZON,
                            "the time must be within " + kind.ids().horizon() + " of the event's arrival"));
        }
        return new Intake.Admitted(envelope(submission, kind, key, caller, now), kind.paths());
    }

    /** The refusal of an event of a kind that the caller may not use, whether or not there is one of that name. */
    public static Refusal kindForbidden() {
        return Refusal.of(ErrorCode.KIND_FORBIDDEN, "the key isn't for events of this kind");
    }

    private EventEnvelope envelope(Submission submission, EventKind kind, String key, Caller caller, long now) {
        String id = submission.id();
        Long time = submission.timeMicros();
        return EventEnvelope.newBuilder()
                .setTenant(caller.tenant())
                .setSender(caller.subject())
                .setKind(kind.name())
                .setSource(submission.source())
                .setId(id == null ? ids.next() : id)
                .setTimeMicros(time == null ? now : time)
                .setAcceptedAtMicros(now)
                .setKey(key)
                .setPayload(submission.payloadBytes())
                .setRunId(submission.runId())
                .setSequence(submission.sequence())
                .setReplayOf(
                        submission.replayOf() == null
                                ? ""
                                : submission.replayOf().toString())
                .build();
    }

    /** The same violations, told from where the payload stands in the client's document. */
    private static List<Violation> below(String pointer, List<Violation> violations) {
        return pointer.isEmpty()
                ? violations
                : violations.stream()
                        .map(violation -> new Violation(pointer + violation.pointer(), violation.reason()))
                        .toList();
    }

    private static Intake.Item refused(Submission submission, EventKind kind, Refusal refusal) {
        return new Intake.Refused(new Outcome.NotTaken(submission.id(), kind.name(), refusal));
    }

    /** The horizon itself is still inside. Times reach from year 0 to 9999, so that nothing here can overflow. */
    private static boolean outside(long time, long now, EventKind kind) {
        return Math.abs(time - now) > kind.ids().horizon().toNanos() / 1_000;
    }
}

package io.aguacero.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.aguacero.access.Caller;
import io.aguacero.access.Scope;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.contracts.kinds.KindLoading;
import io.aguacero.contracts.v1.EventEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final long NOW_MICROS = 1_772_366_400_123_456L;
    private static final long HORIZON_MICROS = Duration.ofMinutes(15).toMillis() * 1_000;
    private static final String TWEET =
            "{\"municipality\":\"mixco\",\"weather\":\"sunny\",\"temperature\":21.5,\"humidity\":60}";

    private static final Caller EVERYBODY =
            new Caller("default", "a-key", EnumSet.allOf(Scope.class), Set.of(Caller.EVERY_KIND));

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Admission admission = new Admission(shippedKinds(), clock, new EventIds(clock));

    @Test
    void anEventWithoutIdAndTimeGetsBothFromTheDoor() {
        EventEnvelope event = admitted(admit("weather.tweet", TWEET, null, null));

        assertEquals(NOW_MICROS, event.getTimeMicros());
        assertEquals(NOW_MICROS, event.getAcceptedAtMicros());
        assertEquals(36, event.getId().length());
        assertEquals("mixco", event.getKey());
    }

    @Test
    void theHorizonItselfIsInsideAndAMicrosecondFurtherIsNot() {
        for (long side : new long[] {-1, 1}) {
            long edge = NOW_MICROS + side * HORIZON_MICROS;

            assertEquals(
                    edge, admitted(admit("weather.tweet", TWEET, "a", edge)).getTimeMicros());
            assertRefused(ErrorCode.OUTSIDE_HORIZON, "/time", admit("weather.tweet", TWEET, "a", edge + side));
        }
    }

    @Test
    void theFarthestTimesThatCanBeWrittenAreOutside() {
        for (long time : new long[] {-62_135_596_800_000_000L, 253_402_300_799_999_999L}) {
            assertRefused(
                    ErrorCode.OUTSIDE_HORIZON,
                    "/time",
                    admit("weather.observation", "{\"station\":\"LGA\"}", "a", time));
        }
    }

    @Test
    void aKindThatRequiresATimeRefusesAnEventWithoutOne() {
        assertRefused(
                ErrorCode.SCHEMA_VIOLATION, "/time", admit("weather.observation", "{\"station\":\"LGA\"}", "a", null));
    }

    @Test
    void violationsArePointedAtWhereThePayloadStands() {
        assertRefused(
                ErrorCode.SCHEMA_VIOLATION,
                "/data/temperature",
                admission.admit(
                        reading("weather.tweet", TWEET.replace("21.5", "true"), "/data", "a", null),
                        EVERYBODY,
                        NOW_MICROS));
    }

    @Test
    void anUnknownKindIsRefused() {
        Outcome.NotTaken refused = assertInstanceOf(Intake.Refused.class, admit("none", TWEET, "a", null))
                .outcome();

        assertEquals(ErrorCode.UNKNOWN_KIND, refused.refusal().code());
    }

    @Test
    void aReplayMayBeOfAnyTimeButMustBeSound() {
        LetterId letter = new LetterId(DeliveryPath.RABBITMQ, 3, 1_234, 0);
        long longAgo = NOW_MICROS - 1_000 * HORIZON_MICROS;

        Intake.Admitted admitted = assertInstanceOf(
                Intake.Admitted.class,
                admission.admit(reading("weather.tweet", TWEET, "/data", "a", longAgo, letter), EVERYBODY, NOW_MICROS));

        assertEquals("rabbitmq/3/1234/0", admitted.event().getReplayOf());
        assertEquals(longAgo, admitted.event().getTimeMicros());
        assertEquals(Set.of(DeliveryPath.RABBITMQ), admitted.paths());
        assertRefused(
                ErrorCode.SCHEMA_VIOLATION,
                "/data/temperature",
                admission.admit(
                        reading("weather.tweet", TWEET.replace("21.5", "true"), "/data", "a", longAgo, letter),
                        EVERYBODY,
                        NOW_MICROS));
    }

    @Test
    void tenantAndSenderAreTheCallers() {
        Caller caller = new Caller("acme", "station-7", Set.of(Scope.WRITE), Set.of("weather.tweet"));

        EventEnvelope event =
                admitted(admission.admit(reading("weather.tweet", TWEET, "", "a", null), caller, NOW_MICROS));

        assertEquals("acme", event.getTenant());
        assertEquals("station-7", event.getSender());
    }

    @Test
    void aKindThatIsNotTheCallersIsRefusedWhetherOrNotThereIsOne() {
        Caller caller = new Caller("acme", "station-7", Set.of(Scope.WRITE), Set.of("weather.tweet"));

        for (String kind : List.of("container.metric", "none")) {
            Intake.Item item = admission.admit(reading(kind, TWEET, "", "a", null), caller, NOW_MICROS);
            assertEquals(
                    ErrorCode.KIND_FORBIDDEN,
                    assertInstanceOf(Intake.Refused.class, item)
                            .outcome()
                            .refusal()
                            .code());
        }
    }

    @Test
    void aReplayNeedsAScopeOfItsOwn() {
        Caller writer = new Caller("default", "writer", Set.of(Scope.WRITE), Set.of(Caller.EVERY_KIND));
        LetterId letter = new LetterId(DeliveryPath.RABBITMQ, 3, 1_234, 0);

        assertRefused(
                ErrorCode.SCOPE_MISSING,
                "/replayof",
                admission.admit(reading("weather.tweet", TWEET, "", "a", NOW_MICROS, letter), writer, NOW_MICROS));
    }

    private Intake.Item admit(String kind, String payload, @Nullable String id, @Nullable Long time) {
        return admission.admit(reading(kind, payload, "", id, time), EVERYBODY, admission.arrival());
    }

    private static Reading reading(
            String kind, String payload, String pointer, @Nullable String id, @Nullable Long time) {
        return reading(kind, payload, pointer, id, time, null);
    }

    private static Reading reading(
            String kind,
            String payload,
            String pointer,
            @Nullable String id,
            @Nullable Long time,
            @Nullable LetterId replayOf) {
        try {
            return new Reading.Read(new Submission(
                    kind,
                    "urn:test",
                    id,
                    time,
                    new Payload.Unchecked(new JsonMapper().readTree(payload), pointer),
                    ByteString.copyFromUtf8(payload),
                    "",
                    0,
                    replayOf));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EventEnvelope admitted(Intake.Item item) {
        return assertInstanceOf(Intake.Admitted.class, item).event();
    }

    private static void assertRefused(ErrorCode code, String pointer, Intake.Item item) {
        Refusal refusal = assertInstanceOf(Intake.Refused.class, item).outcome().refusal();
        assertEquals(code, refusal.code());
        assertEquals(pointer, refusal.errors().getFirst().pointer());
    }

    private static KindCatalog shippedKinds() {
        Path kinds = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."), "contracts", "kinds");
        return assertInstanceOf(KindLoading.Loaded.class, KindCatalog.load(kinds))
                .catalog();
    }
}

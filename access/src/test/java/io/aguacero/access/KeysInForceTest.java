package io.aguacero.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysInForceTest {
    private static final Instant EXPIRY = Instant.parse("2026-06-01T00:00:00Z");

    private Instant now = EXPIRY.minusSeconds(1);
    private final KeysInForce keys = new KeysInForce(new Movable(), () -> 0);

    /** The time that the test says. */
    private final class Movable extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static ApiKey key(String name, String secret, QuotaLimits quota, @Nullable Instant revoked) {
        return new ApiKey(
                new Caller("default", name, Set.of(Scope.READ), Set.of("*")),
                KeySecret.sha256(secret),
                quota,
                EXPIRY,
                revoked);
    }

    private Judgement.Known known(String header) {
        return assertInstanceOf(Judgement.Known.class, keys.judge(header));
    }

    private void refused(Reason reason, @Nullable String header) {
        assertEquals(
                reason,
                assertInstanceOf(Judgement.Refused.class, keys.judge(header)).reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s", "bearer s", "BEARER s", "Bearer   s", "Bearer s "})
    void whoHasTheSecretIsKnownHoweverTheSchemeIsWritten(String header) {
        keys.replace(List.of(key("a", "s", QuotaLimits.NONE, null)));

        assertEquals("a", known(header).caller().subject());
        assertSame(known(header).caller(), known("Bearer s").caller());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer S", "Bearer ss", "Bearer s s", "Bearer  ", "Bearer \u0000", "Bearer ☃"})
    void anythingElseIsUnknown(String header) {
        keys.replace(List.of(key("a", "s", QuotaLimits.NONE, null)));
        known("Bearer s");

        refused(Reason.KEY_UNKNOWN, header);
        refused(Reason.KEY_UNKNOWN, "Bearer " + "s".repeat(100_000));
    }

    @Test
    void aKeyThatIsRememberedStillExpiresAndIsStillTakenBack() {
        keys.replace(List.of(key("a", "s", QuotaLimits.NONE, null)));
        known("Bearer s");
        now = EXPIRY;
        refused(Reason.KEY_EXPIRED, "Bearer s");
        assertEquals(0, keys.usable());

        now = EXPIRY.minusSeconds(1);
        known("Bearer s");
        keys.replace(List.of(key("a", "s", QuotaLimits.NONE, now)));
        refused(Reason.KEY_REVOKED, "Bearer s");
        keys.replace(List.of());
        refused(Reason.KEY_UNKNOWN, "Bearer s");
        refused(Reason.KEY_MISSING, null);
    }

    @Test
    void aKeyThatStaysKeepsWhatItHasUsedUnlessItsBoundsChange() {
        QuotaLimits one = new QuotaLimits(0, 0, 1);
        keys.replace(List.of(key("a", "s", one, null)));
        assertInstanceOf(Quota.Stay.class, known("Bearer s").quota().enter(0));

        keys.replace(List.of(key("a", "s", one, null), key("b", "t", one, null)));
        assertInstanceOf(Quota.Full.class, known("Bearer s").quota().enter(0));
        assertInstanceOf(Quota.Stay.class, known("Bearer t").quota().enter(0));

        keys.replace(List.of(key("a", "s", new QuotaLimits(0, 0, 2), null)));
        assertInstanceOf(Quota.Stay.class, known("Bearer s").quota().enter(0));
    }

    @Test
    void theGateTellsItsListenerOfEachRefusalWithoutTheSecret() {
        List<String> told = new ArrayList<>();
        Gate gate = new Gate(
                keys,
                Optional.empty(),
                (reason, subject, address) -> told.add(reason.label() + " " + subject + " " + address));
        keys.replace(List.of(key("a", "s", QuotaLimits.NONE, null)));

        assertInstanceOf(Judgement.Known.class, gate.judge(List.of("Bearer s"), Scope.READ, "/here"));
        assertInstanceOf(Judgement.Refused.class, gate.judge(List.of("Bearer s"), Scope.WRITE, "/here"));
        assertInstanceOf(Judgement.Refused.class, gate.judge(List.of("Bearer s", "Bearer s"), Scope.READ, "/here"));
        assertInstanceOf(Judgement.Refused.class, gate.judge(List.of("Bearer wrong"), Scope.READ, "/here"));

        assertEquals(List.of("scope-missing a /here", "key-missing null /here", "key-unknown null /here"), told);
    }
}

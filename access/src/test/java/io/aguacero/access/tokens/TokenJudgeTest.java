package io.aguacero.access.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.aguacero.access.Caller;
import io.aguacero.access.Gate;
import io.aguacero.access.Judgement;
import io.aguacero.access.KeysInForce;
import io.aguacero.access.Quota;
import io.aguacero.access.QuotaLimits;
import io.aguacero.access.Reason;
import io.aguacero.access.Scope;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nobody comes in by a token but whom the identity provider says so of, whether it is there or away. */
class TokenJudgeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofHours(24);

    private final AtomicLong nanos = new AtomicLong(7);
    private final LocalIssuer issuer = LocalIssuer.withCurve();
    private final LocalIssuer stranger = new LocalIssuer();
    private final IssuerKeys keys = new IssuerKeys(
            new IssuerClient(issuer.uri(), Optional.empty(), Optional.empty(), Duration.ofSeconds(5)),
            new IssuerTimes(Duration.ofMinutes(5).toNanos(), PAUSE.toNanos(), KEPT.toNanos()),
            nanos::get);

    private Instant now = Instant.now();

    @AfterEach
    void close() {
        keys.close();
        issuer.close();
        stranger.close();
    }

    private TokenJudge judge(TokenRules rules, QuotaLimits quota, int room) {
        Clock clock = InstantSource.offset(() -> now, Duration.ZERO).withZone(ZoneOffset.UTC);
        return new TokenJudge(keys, rules, quota, new TokenJudge.Room(room, room), clock, nanos::get);
    }

    private TokenJudge judge() {
        return judge(rules("tenant", "scope", Set.of()), QuotaLimits.NONE, 100);
    }

    private TokenRules rules(String tenant, String scopes, Set<String> otherwiseKinds) {
        return new TokenRules(
                issuer.uri(),
                LocalIssuer.AUDIENCE,
                Set.of("RS256", "ES256"),
                new ClaimPlace(tenant),
                new ClaimPlace(scopes),
                "aguacero:",
                new ClaimPlace("kinds"),
                otherwiseKinds,
                SKEW);
    }

    /** The provider is asked if it may be, and has answered or failed. */
    private void settled() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            while (keys.ask().isPresent()) {
                Thread.onSpinWait();
            }
        });
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    private TestToken token() {
        return issuer.token().expires(now.plusSeconds(300));
    }

    private static Judgement.Known known(TokenJudge judge, String token) {
        return assertInstanceOf(Judgement.Known.class, judge.judge(token));
    }

    /** It is to be judged later, and that has come. */
    private void later(TokenJudge judge, String token) {
        assertInstanceOf(Judgement.Later.class, judge.judge(token));
        settled();
    }

    private static void refused(Reason reason, TokenJudge judge, String token) {
        assertEquals(
                reason,
                assertInstanceOf(Judgement.Refused.class, judge.judge(token)).reason());
    }

    @Test
    void aTokenSaysWhoComesAndWhatFor() {
        settled();
        Caller expected = new Caller("acme", "sub:agent-1", Set.of(Scope.WRITE, Scope.READ), Set.of("*"));

        assertEquals(expected, known(judge(), token().signed()).caller());
        String curve = token().by("ES256", issuer.key("curve").getPrivateKey())
                .header("kid", "curve")
                .signed();
        assertEquals(expected, known(judge(), curve).caller());
    }

    @TestFactory
    Stream<DynamicTest> noAttackGetsIn() {
        settled();
        TokenJudge judge = judge();
        int asked = issuer.asked();
        Gate gate = new Gate(
                new KeysInForce(Clock.systemUTC(), nanos::get), Optional.of(judge), (reason, subject, address) -> {});
        return TokenAttacks.of(issuer, stranger).entrySet().stream()
                .map(attack -> DynamicTest.dynamicTest(attack.getKey(), () -> {
                    Judgement judgement =
                            gate.judge(List.of("Bearer " + attack.getValue().token()), Scope.READ, "/v1/kinds");

                    assertEquals(
                            attack.getValue().code(),
                            assertInstanceOf(Judgement.Refused.class, judgement)
                                    .reason()
                                    .label());
                    assertEquals(0, judge.remembered());
                    assertEquals(0, stranger.asked());
                    assertEquals(asked, issuer.asked());
                }));
    }

    @Test
    void aTokenThatIsTooLongIsNotLookedAt() {
        settled();
        TestToken token = token().claim("more", "a".repeat(TokenJudge.LENGTH_MAX));

        refused(Reason.TOKEN_INVALID, judge(), token.signed());
        assertInstanceOf(
                Judgement.Known.class,
                judge().judge(token().claim("more", "a".repeat(8_000)).signed()));
    }

    @Test
    void itHoldsBetweenItsTimesGivenThatClocksDiffer() {
        settled();
        Instant end = now.plusSeconds(300);
        String token = token().claim("nbf", now.plusSeconds(60).getEpochSecond())
                .expires(end)
                .signed();
        TokenJudge judge = judge();
        Instant begin = Instant.ofEpochSecond(now.plusSeconds(60).getEpochSecond());

        now = begin.minus(SKEW).minusNanos(1);
        refused(Reason.TOKEN_NOT_YET_VALID, judge, token);
        now = begin.minus(SKEW);
        var unused = known(judge, token);
        now = Instant.ofEpochSecond(end.getEpochSecond()).plus(SKEW).minusNanos(1);
        unused = known(judge, token);
        now = now.plusNanos(1);
        refused(Reason.TOKEN_EXPIRED, judge, token);
        refused(Reason.TOKEN_EXPIRED, judge(), token);
    }

    @Test
    void whateverKeysAreNamedTheProviderIsAskedOnceAPause() {
        settled();
        TokenJudge judge = judge();
        int asked = issuer.asked();
        pass(PAUSE);

        later(judge, token().header("kid", "none").signed());
        for (int i = 0; i < 200; i++) {
            refused(
                    Reason.TOKEN_INVALID,
                    judge,
                    token().header("kid", "none-" + i % 4).signed());
        }
        assertEquals(asked + 1, issuer.asked());
        pass(PAUSE);
        later(judge, token().header("kid", "none").signed());
        assertEquals(asked + 2, issuer.asked());
    }

    @Test
    void aNewKeyIsKnownAtOnceAndOneThatIsGoneCountsNoMoreEvenForWhatIsRemembered() {
        settled();
        TokenJudge judge = judge();
        String old = token().expires(now.plusSeconds(900)).signed();
        var unused = known(judge, old);
        issuer.rotate("second", LocalIssuer.rsa());
        String rotated = token().expires(now.plusSeconds(900))
                .by("RS256", issuer.key("second").getPrivateKey())
                .header("kid", "second")
                .signed();
        pass(PAUSE);

        later(judge, rotated);
        unused = known(judge, rotated);
        unused = known(judge, old);

        String last = token().signed();
        issuer.hides("first");
        pass(Duration.ofMinutes(5));
        keys.look();
        settled();
        refused(Reason.TOKEN_INVALID, judge, last);
        refused(Reason.TOKEN_INVALID, judge, old);
        unused = known(judge, rotated);
    }

    @Test
    void whileTheProviderIsAwayForTenMinutesItsKeysCount() {
        settled();
        TokenJudge judge = judge();
        TestToken old = token();
        LaterKey second = new LaterKey("second");
        issuer.leave();
        for (int minute = 0; minute < 10; minute++) {
            pass(Duration.ofMinutes(1));
            keys.look();
            settled();
            var unused = known(judge, old.expires(now.plusSeconds(60)).signed());
            refused(Reason.TOKEN_INVALID, judge, second.token());
        }
        issuer.comeBack();
        pass(PAUSE);
        keys.look();
        settled();
        assertInstanceOf(Judgement.Known.class, judge.judge(second.token()));
    }

    /** A key that the provider begins to use when nobody can hear of it. */
    private final class LaterKey {
        private final String id;

        LaterKey(String id) {
            this.id = id;
            issuer.rotate(id, LocalIssuer.rsa());
        }

        String token() {
            return TokenJudgeTest.this
                    .token()
                    .by("RS256", issuer.key(id).getPrivateKey())
                    .header("kid", id)
                    .signed();
        }
    }

    @Test
    void withoutKeysATokenMayBeTriedAgainAndRubbishMayNot() {
        issuer.leave();
        settled();

        refused(Reason.ISSUER_AWAY, judge(), token().signed());
        refused(Reason.TOKEN_INVALID, judge(), token().header("alg", "RS512").signed());
        refused(Reason.TOKEN_INVALID, judge(), "a.b.c");
    }

    @Test
    void keysThatNobodyHasConfirmedForTooLongCountNoMore() {
        settled();
        issuer.leave();
        pass(KEPT);
        var unused = known(judge(), token().signed());
        pass(Duration.ofNanos(1));

        refused(Reason.ISSUER_AWAY, judge(), token().signed());
    }

    @Test
    void anAnswerThatIsNoneLeavesTheKeysAsTheyAre() {
        settled();
        Map<String, Integer> answers = Map.of(
                "",
                200,
                "{\"keys\":[]}",
                200,
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"c2VjcmV0\"}]}",
                200,
                "[1,2,{",
                200,
                "{\"keys\":\"" + "a".repeat(300_000) + "\"}",
                200,
                "{}",
                503);
        answers.forEach((text, status) -> {
            issuer.shows(status, text);
            pass(Duration.ofMinutes(5));
            keys.look();
            settled();
            var unused = known(judge(), token().signed());
        });
        assertEquals(1_800, Math.round(keys.ageSeconds()));
    }

    @Test
    void whatCannotStandInAHeaderOfAnEventIsHashed() {
        settled();
        TokenJudge judge = judge();
        Map<String, String> subjects = Map.of(
                "auth0|5f7c8ec7c33c6c004bbafe82", "sub:auth0|5f7c8ec7c33c6c004bbafe82",
                "a b", "sub-sha256:c8687a08aa5d6ed2044328fa6a697ab8e96dc34291e8c2034ae8c38e6fcc6d65",
                "sub-sha256:a", "sub:sub-sha256:a");
        subjects.forEach((subject, sender) -> assertEquals(
                sender,
                known(judge, token().claim("sub", subject).signed()).caller().subject()));
        String injected = known(
                        judge, token().claim("sub", "a\r\nce_tenant: default").signed())
                .caller()
                .subject();
        assertEquals(75, injected.length());
        assertFalse(injected.contains("\n"));
    }

    @Test
    void whatATokenMayDoStandsWhereTheSettingsSayAndNothingElseCounts() {
        settled();
        TokenJudge nested = judge(rules("/resource/tenant", "/realm_access/roles", Set.of("a.b")), QuotaLimits.NONE, 9);
        TestToken token = token().without("kinds")
                .without("tenant")
                .claim("resource", Map.of("tenant", "other"))
                .claim(
                        "realm_access",
                        Map.of("roles", List.of("admin", "aguacero:read", "aguacero:all", "xaguacero:write")));

        assertEquals(
                new Caller("other", "sub:agent-1", Set.of(Scope.READ), Set.of("a.b")),
                known(nested, token.signed()).caller());
        assertEquals(
                Set.of(),
                known(judge(), token().without("kinds").signed()).caller().kinds());
        assertEquals(
                Set.of(),
                known(judge(), token().without("scope").signed()).caller().scopes());
        assertEquals(
                Set.of("a.b", "c"),
                known(judge(), token().claim("kinds", "a.b c").signed())
                        .caller()
                        .kinds());
    }

    @Test
    void aQuotaIsOfASubjectWhicheverTokenItBrings() {
        settled();
        TokenJudge judge = judge(rules("tenant", "scope", Set.of()), new QuotaLimits(0, 0, 1), 100);
        Quota first = known(judge, token().claim("n", 1).signed()).quota();

        assertInstanceOf(Quota.Stay.class, first.enter(0));
        assertSame(first, known(judge, token().claim("n", 2).signed()).quota());
        assertInstanceOf(
                Quota.Full.class, known(judge, token().signed()).quota().enter(0));
        assertNotSame(
                first, known(judge, token().claim("sub", "other").signed()).quota());
        assertNotSame(
                first, known(judge, token().claim("tenant", "other").signed()).quota());
    }

    @Test
    void whatIsRememberedIsBounded() {
        settled();
        TokenJudge judge = judge(rules("tenant", "scope", Set.of()), QuotaLimits.NONE, 3);
        for (int i = 0; i < 20; i++) {
            var unused = known(judge, token().claim("sub", "agent-" + i).signed());
        }
        assertEquals(3, judge.remembered());
    }

    @Test
    void keysMayStandElsewhereThanTheProviderSays() throws IOException {
        IssuerClient client = new IssuerClient(
                "https://elsewhere.example",
                Optional.of(URI.create(issuer.uri() + "/keys")),
                Optional.empty(),
                Duration.ofSeconds(5));
        try (client) {
            assertEquals(2, PublicKeys.parse(client.keys()).size());
        }
    }
}

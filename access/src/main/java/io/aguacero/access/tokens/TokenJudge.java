package io.aguacero.access.tokens;

import io.aguacero.access.Caller;
import io.aguacero.access.Judgement;
import io.aguacero.access.KeySecret;
import io.aguacero.access.Quota;
import io.aguacero.access.QuotaLimits;
import io.aguacero.access.Reason;
import io.aguacero.access.TokenCheck;
import java.security.Key;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Judges tokens by the keys that are at hand. One that holds is remembered by its hash, so that its signature is looked at once;
 * until it ends, or the provider's keys change. Safe for any thread.
 */
final class TokenJudge implements TokenCheck {
    /** Longer ones aren't looked at; all headers of a request together are bounded besides. */
    static final int LENGTH_MAX = 16 << 10;

    private static final Judgement INVALID = new Judgement.Refused(Reason.TOKEN_INVALID, null);
    private static final Judgement AWAY = new Judgement.Refused(Reason.ISSUER_AWAY, null);

    private final IssuerKeys issuer;
    private final TokenRules rules;
    private final QuotaLimits quota;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final AlgorithmConstraints constraints;
    private final Recent<String, Held> remembered;
    private final Recent<Bearer, Quota> quotas;

    /**
     * Nobody has come yet.
     *
     * @param quota what each bearer may do
     * @param room most tokens and bearers that are remembered
     * @param nanoTime as {@link System#nanoTime()}
     */
    TokenJudge(IssuerKeys issuer, TokenRules rules, QuotaLimits quota, Room room, Clock clock, LongSupplier nanoTime) {
        this.issuer = issuer;
        this.rules = rules;
        this.quota = quota;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.constraints = new AlgorithmConstraints(
                ConstraintType.PERMIT, rules.algorithms().toArray(String[]::new));
        this.remembered = new Recent<>(room.tokens());
        this.quotas = new Recent<>(room.bearers());
    }

    /** How many are remembered at most. */
    record Room(int tokens, int bearers) {}

    /** Whose quota it is. */
    private record Bearer(String tenant, String subject) {}

    /** A token that was looked at with these keys. */
    private record Held(PublicKeys keys, Judgement.Known known, Instant from, Instant until) {
        Judgement at(Instant now) {
            String subject = known.caller().subject();
            if (!now.isBefore(until)) {
                return new Judgement.Refused(Reason.TOKEN_EXPIRED, subject);
            }
            return now.isBefore(from) ? new Judgement.Refused(Reason.TOKEN_NOT_YET_VALID, subject) : known;
        }
    }

    /** What its signature is worth. */
    private sealed interface Proof {
        /** It is the issuer's by one of these keys, over that. */
        record Genuine(PublicKeys keys, byte[] payload) implements Proof {}

        /** It is nothing. */
        record Nothing(Judgement judgement) implements Proof {}
    }

    @Override
    public Judgement judge(String token) {
        if (token.length() > LENGTH_MAX || !token.chars().allMatch(TokenJudge::mayBeInToken)) {
            return INVALID;
        }
        PublicKeys keys = issuer.inForce();
        String hash = KeySecret.sha256(token);
        Held held = remembered.get(hash);
        if (held != null && keys != null && held.keys() == keys) {
            return held.at(clock.instant());
        }
        return switch (prove(token, keys)) {
            case Proof.Nothing(Judgement judgement) -> judgement;
            case Proof.Genuine(PublicKeys by, byte[] payload) -> read(payload, by, hash);
        };
    }

    /** The library would pass over whatever else stands between, and one token had many texts. */
    private static boolean mayBeInToken(int one) {
        return one >= 'a' && one <= 'z'
                || one >= 'A' && one <= 'Z'
                || one >= '0' && one <= '9'
                || one == '-'
                || one == '_'
                || one == '.';
    }

    private Proof prove(String token, @Nullable PublicKeys keys) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(constraints);
            signature.setCompactSerialization(token);
            Headers headers = signature.getHeaders();
            // Nothing of a token says with which key it is to be looked at but the name of one of the issuer's.
            if (!(headers.getObjectHeaderValue("alg") instanceof String algorithm)
                    || !rules.algorithms().contains(algorithm)
                    || !(headers.getObjectHeaderValue("kid") instanceof String id)
                    || headers.getObjectHeaderValue("crit") != null) {
                return new Proof.Nothing(INVALID);
            }
            if (keys == null || !keys.has(id)) {
                Optional<CompletableFuture<Void>> answer = issuer.ask();
                Judgement unheardOf =
                        answer.<Judgement>map(Judgement.Later::new).orElse(INVALID);
                return new Proof.Nothing(keys == null ? AWAY : unheardOf);
            }
            Key key = keys.find(id, algorithm);
            if (key == null) {
                return new Proof.Nothing(INVALID);
            }
            signature.setKey(key);
            return signature.verifySignature()
                    ? new Proof.Genuine(keys, signature.getPayloadBytes())
                    : new Proof.Nothing(INVALID);
        } catch (JoseException | RuntimeException e) {
            // Whatever the library stumbles over in what a stranger sends, it is no token.
            return new Proof.Nothing(INVALID);
        }
    }

    private Judgement read(byte[] payload, PublicKeys keys, String hash) {
        return switch (TokenClaims.read(payload, rules)) {
            case TokenClaims.Unusable(Reason reason) -> new Judgement.Refused(reason, null);
            case TokenClaims.Usable(Caller caller, Instant from, Instant until) -> {
                Quota used =
                        quotas.get(new Bearer(caller.tenant(), caller.subject()), () -> new Quota(quota, nanoTime));
                Held held = new Held(keys, new Judgement.Known(caller, used), from, until);
                Judgement judgement = held.at(clock.instant());
                if (judgement instanceof Judgement.Known) {
                    remembered.put(hash, held);
                }
                yield judgement;
            }
        };
    }

    /** How many tokens are remembered. */
    int remembered() {
        return remembered.size();
    }
}

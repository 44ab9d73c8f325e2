package io.aguacero.access;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which callers are known now. They are replaced as a whole while requests are judged; a key that stays keeps
 * what it has used of its quota. Safe for any thread.
 */
public final class KeysInForce {
    private static final String SCHEME = "Bearer ";
    private static final int SECRET_LENGTH_MAX = 512;
    /** Headers that are remembered, so that a key is hashed once and not for each request. */
    private static final int REMEMBERED_MAX = 4_096;

    private static final Judgement MISSING = new Judgement.Refused(Reason.KEY_MISSING, null);
    private static final Judgement UNKNOWN = new Judgement.Refused(Reason.KEY_UNKNOWN, null);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile State state = new State(Map.of(), new ConcurrentHashMap<>());

    /**
     * No key is in force yet.
     *
     * @param nanoTime as {@link System#nanoTime()}
     */
    public KeysInForce(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A key, and what to say of it: made once, so that judging makes nothing. */
    private record Held(ApiKey key, Judgement.Known known, Judgement expired, Judgement revoked) {}

    /**
     * What is in force together.
     *
     * @param remembered by the whole header, only of keys that there are. To look one up here compares texts only when
     *     their hashes agree, so that its time says nothing about a key that is guessed at
     */
    private record State(Map<String, Held> byHash, ConcurrentHashMap<String, Held> remembered) {}

    /** Puts these in the place of all others. */
    public void replace(List<ApiKey> keys) {
        Map<String, Quota> used = new HashMap<>();
        state.byHash()
                .values()
                .forEach(held -> used.put(held.key().name(), held.known().quota()));
        Map<String, Held> byHash = new HashMap<>();
        for (ApiKey key : keys) {
            Quota before = used.get(key.name());
            Quota quota =
                    before != null && before.limits().equals(key.quota()) ? before : new Quota(key.quota(), nanoTime);
            byHash.put(
                    key.sha256(),
                    new Held(
                            key,
                            new Judgement.Known(key.caller(), quota),
                            new Judgement.Refused(Reason.KEY_EXPIRED, key.name()),
                            new Judgement.Refused(Reason.KEY_REVOKED, key.name())));
        }
        state = new State(Map.copyOf(byHash), new ConcurrentHashMap<>());
    }

    /** Who comes with that header; null when there is none. */
    public Judgement judge(@Nullable String authorization) {
        if (authorization == null || !isBearer(authorization)) {
            return MISSING;
        }
        State now = state;
        Held held = now.remembered().get(authorization);
        if (held == null) {
            String secret = credential(authorization);
            held = secret.length() > SECRET_LENGTH_MAX ? null : now.byHash().get(KeySecret.sha256(secret));
            if (held == null) {
                return UNKNOWN;
            }
            if (now.remembered().size() < REMEMBERED_MAX) {
                now.remembered().put(authorization, held);
            }
        }
        if (held.key().revoked() != null) {
            return held.revoked();
        }
        return held.key().expires() != null && held.key().expiredAt(clock.instant()) ? held.expired() : held.known();
    }

    /** Whether a header brings a key or a token. */
    static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The key or token that a header {@linkplain #isBearer brings}. */
    static String credential(String authorization) {
        return authorization.substring(SCHEME.length()).strip();
    }

    /** How many could be used now. */
    public long usable() {
        Instant now = clock.instant();
        return state.byHash().values().stream()
                .filter(held -> held.key().revoked() == null && !held.key().expiredAt(now))
                .count();
    }
}

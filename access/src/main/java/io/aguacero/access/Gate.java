package io.aguacero.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets callers in, or says why not; what it refuses is counted, and logged in bounds. Safe for any thread. */
public final class Gate {
    private static final long DOTS_OF_A_TOKEN = 2;

    private final KeysInForce keys;
    private final Optional<TokenCheck> tokens;
    private final RefusalListener listener;

    /**
     * A gate for these keys.
     *
     * @param tokens what says what tokens are worth; empty where none are taken
     */
    public Gate(KeysInForce keys, Optional<TokenCheck> tokens, RefusalListener listener) {
        this.keys = keys;
        this.tokens = tokens;
        this.listener = listener;
    }

    /**
     * Judges a request.
     *
     * @param authorization every {@code Authorization} header of it: two of them are none, as nobody could say which counts
     * @param needed what the address is for
     * @param address what is asked for by its pattern, for the log: never a text of the client
     */
    public Judgement judge(List<String> authorization, Scope needed, String address) {
        Judgement judgement = judge(authorization.size() == 1 ? authorization.getFirst() : null);
        return switch (judgement) {
            case Judgement.Later later -> later;
            case Judgement.Refused refused -> refuse(refused.reason(), refused.subject(), address);
            case Judgement.Known known ->
                known.caller().may(needed)
                        ? known
                        : refuse(Reason.SCOPE_MISSING, known.caller().subject(), address);
        };
    }

    /** Judges a request again that was to be judged later: a key that isn't known now is none. */
    public Judgement.Settled judgeAgain(List<String> authorization, Scope needed, String address) {
        return switch (judge(authorization, needed, address)) {
            case Judgement.Settled settled -> settled;
            case Judgement.Later later -> refuse(Reason.TOKEN_INVALID, null, address);
        };
    }

    /** A token is told by its form: no key that this program makes has a dot in it. */
    private Judgement judge(@Nullable String authorization) {
        if (tokens.isPresent() && authorization != null && KeysInForce.isBearer(authorization)) {
            String credential = KeysInForce.credential(authorization);
            if (credential.chars().filter(one -> one == '.').count() == DOTS_OF_A_TOKEN) {
                return tokens.get().judge(credential);
            }
        }
        return keys.judge(authorization);
    }

    /** A refusal of somebody for that reason, counted. */
    public Judgement.Refused refuse(Reason reason, @Nullable String subject, String address) {
        listener.refused(reason, subject, address);
        return new Judgement.Refused(reason, subject);
    }
}

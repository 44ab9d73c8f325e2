package io.aguacero.ingress.http;

import io.aguacero.access.Judgement;
import io.aguacero.access.Reason;
import io.aguacero.access.Scope;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.ingress.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Lets a request go on to its address if it has a key or a token that is for that; nothing of its body is read before. */
final class KeyCheck implements Handler<RoutingContext> {
    private static final String KNOWN = "aguacero.known";

    private final IntakeHandler.Parts parts;
    private final String address;
    private final Scope needed;

    /**
     * @param address path of the address
     * @param needed what a key must be for
     */
    KeyCheck(IntakeHandler.Parts parts, String address, Scope needed) {
        this.parts = parts;
        this.address = address;
        this.needed = needed;
    }

    /** Who sent a request that has come past this. */
    static Judgement.Known known(RoutingContext routing) {
        return Objects.requireNonNull(routing.get(KNOWN), "an address without a rule");
    }

    @Override
    public void handle(RoutingContext routing) {
        handle(routing, parts.gate().judge(authorization(routing), needed, address));
    }

    private static List<String> authorization(RoutingContext routing) {
        return routing.request().headers().getAll(HttpHeaders.AUTHORIZATION);
    }

    private void handle(RoutingContext routing, Judgement judgement) {
        switch (judgement) {
            case Judgement.Known known -> routing.put(KNOWN, known).next();
            case Judgement.Later(CompletionStage<Void> answered) -> handleAfter(answered, routing);
            case Judgement.Refused(Reason reason, String subject) ->
                new Exchange(routing.request(), parts.vertx(), parts.meters(), parts.settings())
                        .refuse(refusal(reason));
        }
    }

    /** Nothing of the body goes by meanwhile. */
    private void handleAfter(CompletionStage<Void> answered, RoutingContext routing) {
        Context context = parts.vertx().getOrCreateContext();
        routing.request().pause();
        var unused = answered.thenRun(() -> context.runOnContext(now -> {
            if (!routing.response().closed()) {
                handle(routing, parts.gate().judgeAgain(authorization(routing), needed, address));
                routing.request().resume();
            }
        }));
    }

    private Refusal refusal(Reason reason) {
        return switch (reason) {
            case KEY_MISSING ->
                Refusal.of(ErrorCode.KEY_MISSING, "send a key of yours: one header Authorization: Bearer KEY");
            case KEY_UNKNOWN -> Refusal.of(ErrorCode.KEY_UNKNOWN, "the key is none of this installation");
            case KEY_EXPIRED -> Refusal.of(ErrorCode.KEY_EXPIRED, "the key's time is over");
            case KEY_REVOKED -> Refusal.of(ErrorCode.KEY_REVOKED, "the key was taken back");
            case TOKEN_INVALID ->
                Refusal.of(
                        ErrorCode.TOKEN_INVALID,
                        "the token isn't of the identity provider that is believed here, or was changed");
            case TOKEN_EXPIRED -> Refusal.of(ErrorCode.TOKEN_EXPIRED, "the token's time is over (exp)");
            case TOKEN_NOT_YET_VALID ->
                Refusal.of(ErrorCode.TOKEN_NOT_YET_VALID, "the token's time hasn't begun (nbf)");
            case TOKEN_AUDIENCE -> Refusal.of(ErrorCode.TOKEN_AUDIENCE, "the token is for another service (aud)");
            case TOKEN_CLAIMS ->
                Refusal.of(
                        ErrorCode.TOKEN_CLAIMS,
                        "the token's exp, sub, tenant, scopes or kinds aren't there or not of their form");
            case ISSUER_AWAY ->
                Refusal.of(
                        ErrorCode.ISSUER_AWAY, "the identity provider's keys can't be had now, to look at the token");
            case SCOPE_MISSING ->
                Refusal.of(ErrorCode.SCOPE_MISSING, "the key must have scope " + needed.label() + " for this address");
            case KIND_FORBIDDEN -> Refusal.of(ErrorCode.KIND_FORBIDDEN, "the key isn't for events of this kind");
            case TENANT_FORBIDDEN -> Refusal.of(ErrorCode.TENANT_FORBIDDEN, "the key isn't for this tenant");
            case OVER_QUOTA -> Refusal.of(ErrorCode.OVER_QUOTA, "the key has used up its quota");
        };
    }
}

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
        return Refusal.of(code(reason), reason.sentence(needed));
    }

    private static ErrorCode code(Reason reason) {
        return switch (reason) {
            case KEY_MISSING -> ErrorCode.KEY_MISSING;
            case KEY_UNKNOWN -> ErrorCode.KEY_UNKNOWN;
            case KEY_EXPIRED -> ErrorCode.KEY_EXPIRED;
            case KEY_REVOKED -> ErrorCode.KEY_REVOKED;
            case TOKEN_INVALID -> ErrorCode.TOKEN_INVALID;
            case TOKEN_EXPIRED -> ErrorCode.TOKEN_EXPIRED;
            case TOKEN_NOT_YET_VALID -> ErrorCode.TOKEN_NOT_YET_VALID;
            case TOKEN_AUDIENCE -> ErrorCode.TOKEN_AUDIENCE;
            case TOKEN_CLAIMS -> ErrorCode.TOKEN_CLAIMS;
            case ISSUER_AWAY -> ErrorCode.ISSUER_AWAY;
            case SCOPE_MISSING -> ErrorCode.SCOPE_MISSING;
            case KIND_FORBIDDEN -> ErrorCode.KIND_FORBIDDEN;
            case TENANT_FORBIDDEN -> ErrorCode.TENANT_FORBIDDEN;
            case OVER_QUOTA -> ErrorCode.OVER_QUOTA;
        };
    }
}

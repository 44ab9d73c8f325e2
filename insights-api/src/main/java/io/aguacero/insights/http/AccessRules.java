package io.aguacero.insights.http;

import io.aguacero.access.Caller;
import io.aguacero.access.Gate;
import io.aguacero.access.Judgement;
import io.aguacero.access.Quota;
import io.aguacero.access.Reason;
import io.aguacero.access.Scope;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.QueryRefusal;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who may use which address: the one place that says it. An address without a rule isn't reached, whoever has added it. A
 * rule comes before everything else of its address, its body included.
 */
@Singleton
public class AccessRules {
    /** Before every other route. */
    private static final int FIRST = -1_000;

    private static final String CALLER = "aguacero.caller";
    private static final String OPEN = "aguacero.open";
    private static final String HERE = "aguacero.rule";

    /** They tell nothing of anybody: the page without a number, and what the API is. */
    private static final List<String> OPEN_ADDRESSES = List.of(
            "/", "/live.css", "/live.js", "/drawing.js", "/icon.svg", "/openapi", "/openapi.json", "/problems/:code");

    /**
     * The door's own addresses. Where both are behind one Ingress, a request for the door may come here while none of its pods is
     * ready: Traefik leaves out a path that nobody serves. It isn't refused for good, as the next one will be taken.
     */
    private static final List<String> OF_THE_DOOR = List.of("/v1/tweets", "/v1/metrics", "/v1/events", "/v1/validate");

    /** What tells of one kind, if it is asked for one: the resource looks whether the key is for it. */
    private static final List<String> OF_A_KIND = List.of(
            "/v1/kinds",
            "/v1/kinds/:kind/totals",
            "/v1/kinds/:kind/windows",
            "/v1/events/*",
            "/v1/reconciliation",
            "/v1/dead-letters");

    private static final List<String> OF_ALL_KINDS =
            List.of("/data", "/v1/stream", "/v1/dead-letters/:path/:shard/:offset/:index");

    private static final List<String> REPLAYS =
            List.of("/v1/dead-letters/replay", "/v1/dead-letters/:path/:shard/:offset/:index/replay");

    private static final List<HttpMethod> QUESTION = List.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final List<HttpMethod> COMMAND = List.of(HttpMethod.POST);

    private final Gate gate;
    private final ProblemResponses problems;

    AccessRules(Gate gate, ProblemResponses problems) {
        this.gate = gate;
        this.problems = problems;
    }

    void add(@Observes Router router) {
        OPEN_ADDRESSES.forEach(path -> router.route(path).order(FIRST).handler(routing -> {
            routing.put(OPEN, true);
            onlyBy(QUESTION, routing);
        }));
        OF_THE_DOOR.forEach(path -> router.post(path).order(FIRST - 1).handler(this::refuseForTheDoor));
        OF_A_KIND.forEach(path -> rule(router, path, QUESTION, Scope.READ, false));
        OF_ALL_KINDS.forEach(path -> rule(router, path, QUESTION, Scope.READ, true));
        REPLAYS.forEach(path -> rule(router, path, COMMAND, Scope.REPLAY, true));
        router.route().order(FIRST + 1).handler(this::refuseWithoutRule);
    }

    /** Who asks, as the key says. */
    Caller caller(RoutingContext routing) {
        return Objects.requireNonNull(routing.get(CALLER), "an address without a rule");
    }

    /** Why the caller may not ask about a kind, or about all of them at once when none is named. */
    Optional<QueryRefusal> kind(RoutingContext routing, Optional<String> kind) {
        Caller caller = caller(routing);
        boolean allowed = kind.map(caller::mayUse).orElseGet(caller::everyKind);
        return allowed
                ? Optional.empty()
                : Optional.of(counted(
                        routing,
                        Reason.KIND_FORBIDDEN,
                        kind.isPresent()
                                ? "the key isn't for events of this kind"
                                : "this tells of all kinds, and the key isn't for all of them"));
    }

    /** Why the caller may not ask about a tenant. */
    Optional<QueryRefusal> tenant(RoutingContext routing, String tenant) {
        return caller(routing).maySee(tenant)
                ? Optional.empty()
                : Optional.of(counted(routing, Reason.TENANT_FORBIDDEN, "the key isn't for this tenant"));
    }

    /** Whether a header still says who may look at the stream: a stream outlives many changes of the keys. */
    boolean mayStillLook(List<String> authorization) {
        return gate.judge(authorization, Scope.READ, "/v1/stream") instanceof Judgement.Known known
                && known.caller().everyKind();
    }

    private void rule(Router router, String path, List<HttpMethod> methods, Scope needed, boolean everyKind) {
        router.route(path).order(FIRST).handler(routing -> {
            routing.put(HERE, path);
            List<String> headers = routing.request().headers().getAll(HttpHeaders.AUTHORIZATION);
            Consumer<Judgement.Settled> go = judgement -> {
                switch (judgement) {
                    case Judgement.Refused(Reason reason, String subject) -> refuse(routing, reason, needed);
                    case Judgement.Known known -> enter(routing, known, methods, everyKind);
                }
            };
            switch (gate.judge(headers, needed, path)) {
                case Judgement.Settled settled -> go.accept(settled);
                case Judgement.Later(CompletionStage<Void> answered) ->
                    after(answered, routing, () -> go.accept(gate.judgeAgain(headers, needed, path)));
            }
        });
    }

    /** Goes on when it has completed; nothing of the body goes by meanwhile. */
    private static void after(CompletionStage<Void> answered, RoutingContext routing, Runnable go) {
        Context context = routing.vertx().getOrCreateContext();
        routing.request().pause();
        var unused = answered.thenRun(() -> context.runOnContext(now -> {
            if (!routing.response().closed()) {
                go.run();
                routing.request().resume();
            }
        }));
    }

    /** Lets a request on whose method the address has; of any other it says which there are. */
    private void onlyBy(List<HttpMethod> methods, RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (methods.contains(method)) {
            routing.next();
            return;
        }
        String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", ")) + ", OPTIONS";
        routing.response().putHeader(HttpHeaders.ALLOW, allowed);
        if (method.equals(HttpMethod.OPTIONS)) {
            routing.request().resume();
            var unused = routing.response().end();
        } else {
            problems.send(
                    QueryRefusal.of(ErrorCode.METHOD_NOT_ALLOWED, "this resource doesn't answer that method"),
                    routing,
                    Optional.empty());
        }
    }

    private void enter(RoutingContext routing, Judgement.Known known, List<HttpMethod> methods, boolean everyKind) {
        routing.put(CALLER, known.caller());
        Optional<QueryRefusal> refusal = everyKind ? kind(routing, Optional.empty()) : Optional.empty();
        if (refusal.isPresent()) {
            problems.send(refusal.get(), routing, Optional.empty());
            return;
        }
        switch (known.quota().enter(0)) {
            case Quota.Full(String what, long seconds) ->
                problems.send(
                        counted(routing, Reason.OVER_QUOTA, "the key has used up its quota of " + what),
                        routing,
                        Optional.of(seconds));
            case Quota.Stay stay -> {
                routing.addEndHandler(answered -> stay.leave());
                onlyBy(methods, routing);
            }
        }
    }

    private QueryRefusal counted(RoutingContext routing, Reason reason, String detail) {
        var unused = gate.refuse(reason, caller(routing).subject(), routing.get(HERE));
        return QueryRefusal.of(code(reason), detail);
    }

    private void refuse(RoutingContext routing, Reason reason, Scope needed) {
        problems.send(QueryRefusal.of(code(reason), reason.sentence(needed)), routing, Optional.empty());
    }

    private void refuseForTheDoor(RoutingContext routing) {
        problems.send(
                QueryRefusal.of(
                        ErrorCode.DOOR_UNAVAILABLE,
                        "events are sent to the door, which isn't there; nothing is stored"),
                routing,
                Optional.empty());
    }

    private void refuseWithoutRule(RoutingContext routing) {
        if (routing.get(CALLER) != null || routing.get(OPEN) != null) {
            routing.next();
            return;
        }
        problems.send(
                QueryRefusal.of(ErrorCode.NOT_FOUND, "there is nothing at this address"), routing, Optional.empty());
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

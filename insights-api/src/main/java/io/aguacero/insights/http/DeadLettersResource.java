package io.aguacero.insights.http;

import io.aguacero.access.Caller;
import io.aguacero.access.Scope;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.insights.Answer;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.letters.LetterReplay;
import io.aguacero.insights.letters.Replayer;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Dead letters: listed, and replayed when asked to. */
@Path("/v1/dead-letters")
@NonBlocking
public class DeadLettersResource {
    private static final Set<String> REPLAY_MEMBERS = Set.of("path", "kind", "code", "after");

    private final LetterReading reading;
    private final LetterReplay replay;
    private final AnswerResponses responses;
    private final AccessRules access;

    DeadLettersResource(LetterReading reading, LetterReplay replay, AnswerResponses responses, AccessRules access) {
        this.reading = reading;
        this.replay = replay;
        this.responses = responses;
        this.access = access;
    }

    /** {@code GET /v1/dead-letters?path=&kind=&code=&waiting=&after=&limit=}. */
    @GET
    public CompletionStage<Response> list(
            @Context UriInfo address, @Context HttpHeaders request, @Context RoutingContext routing) {
        return answered(
                LettersQuery.parse(letters(routing), address.getQueryParameters())
                        .unless(query -> access.kind(routing, query.kind())),
                query -> reading.page(query).thenApply(page -> page.map(one -> LetterDocuments.of(query, one))),
                request);
    }

    /** {@code GET /v1/dead-letters/{path}/{shard}/{offset}/{index}}. */
    @GET
    @Path("{path}/{shard}/{offset}/{index}")
    public CompletionStage<Response> one(
            @PathParam("path") String path,
            @PathParam("shard") String shard,
            @PathParam("offset") String offset,
            @PathParam("index") String index,
            @Context HttpHeaders request,
            @Context RoutingContext routing) {
        return answered(
                named(path, shard, offset, index),
                id -> reading.find(id, letters(routing)).thenApply(letter -> letter.map(LetterDocuments::of)),
                request);
    }

    /** {@code POST /v1/dead-letters/{path}/{shard}/{offset}/{index}/replay}; the body is what is mended, if anything. */
    @POST
    @Path("{path}/{shard}/{offset}/{index}/replay")
    public CompletionStage<Response> replay(
            @PathParam("path") String path,
            @PathParam("shard") String shard,
            @PathParam("offset") String offset,
            @PathParam("index") String index,
            byte @Nullable [] body,
            @Context HttpHeaders request,
            @Context RoutingContext routing) {
        return answered(
                named(path, shard, offset, index),
                id -> replay.one(id, body == null ? new byte[0] : body, replayer(routing))
                        .thenApply(replayed -> replayed.map(LetterDocuments::of)),
                request);
    }

    /** {@code POST /v1/dead-letters/replay}: those that wait and match. */
    @POST
    @Path("replay")
    public CompletionStage<Response> replayAll(
            byte @Nullable [] body, @Context HttpHeaders request, @Context RoutingContext routing) {
        return answered(
                chosen(letters(routing), body == null ? new byte[0] : body),
                query -> replay.all(query, replayer(routing)).thenApply(round -> round.map(LetterDocuments::of)),
                request);
    }

    /** Whose letters the caller sees; empty for everybody's, and for those of nobody. */
    private Optional<String> letters(RoutingContext routing) {
        Caller caller = access.caller(routing);
        return caller.may(Scope.ADMIN) ? Optional.empty() : Optional.of(caller.tenant());
    }

    private Replayer replayer(RoutingContext routing) {
        Caller caller = access.caller(routing);
        String authorization = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
        return new Replayer(caller.tenant(), caller.may(Scope.ADMIN), authorization);
    }

    private <Q, D> CompletionStage<Response> answered(
            Answer<Q> asked, Function<Q, CompletionStage<Answer<D>>> answer, HttpHeaders request) {
        CompletionStage<Answer<D>> given =
                switch (asked) {
                    case Answer.Given<Q>(Q sound) -> answer.apply(sound);
                    case Answer.Refused<Q>(QueryRefusal refusal) ->
                        CompletableFuture.completedStage(new Answer.Refused<>(refusal));
                };
        return given.thenApply(one -> responses.of(one, request));
    }

    private static Answer<LetterId> named(String path, String shard, String offset, String index) {
        return LetterId.parse(path + "/" + shard + "/" + offset + "/" + index)
                .<Answer<LetterId>>map(Answer.Given::new)
                .orElseGet(() -> new Answer.Refused<>(
                        QueryRefusal.of(ErrorCode.UNKNOWN_LETTER, "a letter is PATH/SHARD/OFFSET/INDEX")));
    }

    /** An unknown member is refused: a misspelt one would replay more than is meant. */
    private static Answer<LettersQuery> chosen(Optional<String> tenant, byte[] body) {
        if (body.length == 0) {
            return LettersQuery.parse(tenant, Map.of());
        }
        if (!(PayloadReader.PAYLOADS.read(body) instanceof PayloadReading.Parsed parsed)
                || !parsed.document().isObject()) {
            return new Answer.Refused<>(QueryRefusal.of(ErrorCode.MALFORMED, "the body must be a JSON object"));
        }
        Map<String, List<String>> given = new HashMap<>();
        for (var member : parsed.document().properties()) {
            if (!REPLAY_MEMBERS.contains(member.getKey()) || !member.getValue().isTextual()) {
                return new Answer.Refused<>(QueryRefusal.ofQuery(List.of(new QueryRefusal.Fault(
                        member.getKey(), "only path, kind, code and after may be given, as texts"))));
            }
            given.put(member.getKey(), List.of(member.getValue().asText()));
        }
        return LettersQuery.parse(tenant, given);
    }
}

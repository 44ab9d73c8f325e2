package io.aguacero.insights.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.json.PayloadReader;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.insights.Answer;
import io.aguacero.insights.LettersQuery;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.letters.LetterReading;
import io.aguacero.insights.letters.LetterReplay;
import io.smallrye.common.annotation.NonBlocking;
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

    DeadLettersResource(LetterReading reading, LetterReplay replay, AnswerResponses responses) {
        this.reading = reading;
        this.replay = replay;
        this.responses = responses;
    }

    /** {@code GET /v1/dead-letters?path=&kind=&code=&waiting=&after=&limit=}. */
    @GET
    public CompletionStage<Response> list(@Context UriInfo address, @Context HttpHeaders request) {
        return answered(
                LettersQuery.parse(address.getQueryParameters()),
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
            @Context HttpHeaders request) {
        return answered(
                named(path, shard, offset, index),
                id -> reading.find(id).thenApply(letter -> letter.map(LetterDocuments::of)),
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
            @Context HttpHeaders request) {
        return answered(
                named(path, shard, offset, index),
                id -> replay.one(id, body == null ? new byte[0] : body)
                        .thenApply(replayed -> replayed.map(LetterDocuments::of)),
                request);
    }

    /** {@code POST /v1/dead-letters/replay}: those that wait and match. */
    @POST
    @Path("replay")
    public CompletionStage<Response> replayAll(byte @Nullable [] body, @Context HttpHeaders request) {
        return answered(
                chosen(body == null ? new byte[0] : body),
                query -> replay.all(query).thenApply(round -> round.map(LetterDocuments::of)),
                request);
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
    private static Answer<LettersQuery> chosen(byte[] body) {
        if (body.length == 0) {
            return LettersQuery.parse(Map.of());
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
        return LettersQuery.parse(given);
    }
}

package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.TotalsQuery;
import io.aguacero.insights.WindowsQuery;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Totals and windows. */
@Path("/")
@NonBlocking
public class AggregatesResource {
    private final KindCatalog catalog;
    private final Insights insights;
    private final ExactJson json;
    private final ProblemResponses problems;

    AggregatesResource(KindCatalog catalog, Insights insights, ExactJson json, ProblemResponses problems) {
        this.catalog = catalog;
        this.insights = insights;
        this.json = json;
        this.problems = problems;
    }

    /** {@code GET /v1/kinds/{kind}/totals?by=&path=}. */
    @GET
    @Path("v1/kinds/{kind}/totals")
    public CompletionStage<Response> totals(
            @PathParam("kind") String kind, @Context UriInfo address, @Context HttpHeaders request) {
        return asked(TotalsQuery.parse(catalog, kind, address.getQueryParameters()), insights::totals)
                .thenApply(answer -> respond(answer.map(AggregateDocuments::of), request));
    }

    /** {@code GET /v1/kinds/{kind}/windows?size=&from=&to=&by=&path=}. */
    @GET
    @Path("v1/kinds/{kind}/windows")
    public CompletionStage<Response> windows(
            @PathParam("kind") String kind, @Context UriInfo address, @Context HttpHeaders request) {
        return asked(WindowsQuery.parse(catalog, kind, address.getQueryParameters()), insights::windows)
                .thenApply(answer -> respond(answer.map(AggregateDocuments::of), request));
    }

    /** {@code GET /data}: all current totals. */
    @GET
    @Path("data")
    public CompletionStage<Response> data(@Context HttpHeaders request) {
        return insights.everything(catalog).thenApply(answer -> respond(answer.map(AggregateDocuments::of), request));
    }

    private static <Q, T> CompletionStage<Answer<T>> asked(
            Answer<Q> query, Function<Q, CompletionStage<Answer<T>>> insight) {
        return switch (query) {
            case Answer.Given<Q>(Q sound) -> insight.apply(sound);
            case Answer.Refused<Q>(QueryRefusal refusal) ->
                CompletableFuture.completedStage(new Answer.Refused<>(refusal));
        };
    }

    private Response respond(Answer<?> answer, HttpHeaders request) {
        return switch (answer) {
            case Answer.Given<?>(var document) ->
                Response.ok(json.bytes(document), MediaType.APPLICATION_JSON_TYPE)
                        .build();
            case Answer.Refused<?>(QueryRefusal refusal) -> problems.respond(refusal, request);
        };
    }
}

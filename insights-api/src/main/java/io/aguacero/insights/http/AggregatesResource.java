package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.TotalsQuery;
import io.aguacero.insights.WindowsQuery;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Totals and windows. */
@Path("/v1/kinds")
@NonBlocking
public class AggregatesResource {
    private final KindCatalog catalog;
    private final Insights insights;
    private final AnswerResponses responses;
    private final AccessRules access;

    AggregatesResource(KindCatalog catalog, Insights insights, AnswerResponses responses, AccessRules access) {
        this.catalog = catalog;
        this.insights = insights;
        this.responses = responses;
        this.access = access;
    }

    /** {@code GET /v1/kinds/{kind}/totals?by=&path=}. */
    @GET
    @Path("{kind}/totals")
    public CompletionStage<Response> totals(
            @PathParam("kind") String kind,
            @Context UriInfo address,
            @Context HttpHeaders request,
            @Context RoutingContext routing) {
        return asked(
                        allowed(
                                access.kind(routing, Optional.of(kind)),
                                () -> TotalsQuery.parse(catalog, kind, address.getQueryParameters())),
                        insights::totals)
                .thenApply(answer -> responses.of(answer.map(AggregateDocuments::of), request));
    }

    /** {@code GET /v1/kinds/{kind}/windows?size=&from=&to=&by=&path=}. */
    @GET
    @Path("{kind}/windows")
    public CompletionStage<Response> windows(
            @PathParam("kind") String kind,
            @Context UriInfo address,
            @Context HttpHeaders request,
            @Context RoutingContext routing) {
        return asked(
                        allowed(
                                access.kind(routing, Optional.of(kind)),
                                () -> WindowsQuery.parse(catalog, kind, address.getQueryParameters())),
                        insights::windows)
                .thenApply(answer -> responses.of(answer.map(AggregateDocuments::of), request));
    }

    /** The refusal before the question: who may not ask doesn't learn what is wrong with it. */
    private static <Q> Answer<Q> allowed(Optional<QueryRefusal> refusal, Supplier<Answer<Q>> query) {
        return refusal.<Answer<Q>>map(Answer.Refused::new).orElseGet(query);
    }

    private static <Q, T> CompletionStage<Answer<T>> asked(
            Answer<Q> query, Function<Q, CompletionStage<Answer<T>>> insight) {
        return switch (query) {
            case Answer.Given<Q>(Q sound) -> insight.apply(sound);
            case Answer.Refused<Q>(QueryRefusal refusal) ->
                CompletableFuture.completedStage(new Answer.Refused<>(refusal));
        };
    }
}

package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Answer;
import io.aguacero.insights.EventQuery;
import io.aguacero.insights.lineage.Lineage;
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

/** The way of one event. */
@Path("/v1/events")
public class EventsResource {
    private final KindCatalog catalog;
    private final Lineage lineage;
    private final AnswerResponses responses;
    private final AccessRules access;

    EventsResource(KindCatalog catalog, Lineage lineage, AnswerResponses responses, AccessRules access) {
        this.catalog = catalog;
        this.lineage = lineage;
        this.responses = responses;
        this.access = access;
    }

    /** {@code GET /v1/events/{kind}/{id}?tenant=&source=&time=&accepted=}; an id may have slashes. */
    @GET
    @Path("{kind}/{id:.+}")
    @NonBlocking
    public CompletionStage<Response> way(
            @PathParam("kind") String kind,
            @PathParam("id") String id,
            @Context UriInfo address,
            @Context HttpHeaders request,
            @Context RoutingContext routing) {
        String own = access.caller(routing).tenant();
        Answer<EventQuery> asked = access.kind(routing, Optional.of(kind))
                .<Answer<EventQuery>>map(Answer.Refused::new)
                .orElseGet(() -> EventQuery.parse(catalog, kind, id, own, address.getQueryParameters())
                        .unless(query -> access.tenant(routing, query.tenant())));
        return Answer.compose(
                        CompletableFuture.completedStage(asked),
                        query -> lineage.of(query).thenApply(answer -> answer.map(EventDocuments::of)))
                .thenApply(answer -> responses.of(answer, request));
    }
}

package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.ReconciliationQuery;
import io.aguacero.insights.reconciliation.Reconciliation;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

/** Whether anything is lost or counted twice, minute by minute. */
@Path("/v1/reconciliation")
public class ReconciliationResource {
    private final KindCatalog catalog;
    private final Reconciliation reconciliation;
    private final AnswerResponses responses;
    private final AccessRules access;

    ReconciliationResource(
            KindCatalog catalog, Reconciliation reconciliation, AnswerResponses responses, AccessRules access) {
        this.catalog = catalog;
        this.reconciliation = reconciliation;
        this.responses = responses;
        this.access = access;
    }

    /** {@code GET /v1/reconciliation?kind=&from=&to=}: what was last compared, from memory. */
    @GET
    @NonBlocking
    public Response reconciliation(
            @Context UriInfo address, @Context HttpHeaders request, @Context RoutingContext routing) {
        return responses.of(
                ReconciliationQuery.parse(catalog, address.getQueryParameters())
                        .unless(query -> access.kind(routing, query.kind()))
                        .map(query ->
                                ReconciliationDocuments.of(query, reconciliation, access.caller(routing)::maySee)),
                request);
    }
}

package io.aguacero.insights.http;

import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.insights.Insights;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** {@code GET /data}: all current totals in one document. */
@Path("/data")
@NonBlocking
public class DataResource {
    private final KindCatalog catalog;
    private final Insights insights;
    private final AnswerResponses responses;

    DataResource(KindCatalog catalog, Insights insights, AnswerResponses responses) {
        this.catalog = catalog;
        this.insights = insights;
        this.responses = responses;
    }

    /** The grand total of each kind, and each of its groupings. */
    @GET
    public CompletionStage<Response> data(@Context HttpHeaders request) {
        return insights.everything(catalog)
                .thenApply(answer -> responses.of(answer.map(AggregateDocuments::of), request));
    }
}

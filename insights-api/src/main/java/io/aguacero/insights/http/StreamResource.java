package io.aguacero.insights.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.Answer;
import io.aguacero.insights.QueryRefusal;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** {@code GET /v1/stream} for whom {@link LiveRoutes} has no place. */
@Path("/v1/stream")
public class StreamResource {
    private final AnswerResponses responses;

    StreamResource(AnswerResponses responses) {
        this.responses = responses;
    }

    /** As many as may look do. */
    @GET
    @NonBlocking
    public Response full(@Context HttpHeaders request) {
        return responses.of(
                new Answer.Refused<>(QueryRefusal.of(
                        ErrorCode.OVERLOADED, "as many as may look at the live stream are looking at it")),
                request);
    }
}

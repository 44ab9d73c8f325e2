package io.aguacero.insights.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.QueryRefusal;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the framework refuses, and what we broke ourselves, as the same problem documents as everything else. */
@Singleton
public class FrameworkProblems {
    private static final Logger LOG = Logger.getLogger(FrameworkProblems.class);

    private final ProblemResponses problems;

    FrameworkProblems(ProblemResponses problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException refused, HttpHeaders request) {
        Response original = refused.getResponse();
        if (original.getStatus() >= 500) {
            return broken(refused, request);
        }
        return switch (original.getStatus()) {
            case 404 -> respond(ErrorCode.NOT_FOUND, "there is nothing at this address", request);
            case 405 -> methodNotAllowed(original, request);
            case 415 -> respond(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a question has no body", request);
            default -> respond(ErrorCode.INVALID_QUERY, "the request isn't one that this service understands", request);
        };
    }

    @ServerExceptionMapper
    Response broken(Throwable defect, HttpHeaders request) {
        Response response = respond(ErrorCode.INTERNAL, "a defect of the service; its log has the trace", request);
        LOG.error("a question failed", defect);
        return response;
    }

    private Response methodNotAllowed(Response original, HttpHeaders request) {
        Response response = respond(ErrorCode.METHOD_NOT_ALLOWED, "this resource doesn't answer that method", request);
        String allow = original.getHeaderString(HttpHeaders.ALLOW);
        return Response.fromResponse(response)
                .header(HttpHeaders.ALLOW, allow == null ? "GET, HEAD, OPTIONS" : allow)
                .build();
    }

    private Response respond(ErrorCode code, String detail, HttpHeaders request) {
        return problems.respond(QueryRefusal.of(code, detail), request);
    }
}

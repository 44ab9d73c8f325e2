package io.aguacero.insights.http;

import io.aguacero.contracts.ErrorCode;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** {@code GET /problems/{code}}: where the type of a problem document leads. */
@Path("/problems")
public class ProblemPages {
    /** A few lines about a code. */
    @GET
    @Path("{code}")
    @NonBlocking
    public Response page(@PathParam("code") String slug) {
        ErrorCode code = Stream.of(ErrorCode.values())
                .filter(each -> each.slug().equals(slug))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        String advice = code.retryable()
                ? "Ask again after the seconds of Retry-After."
                : "Asking again unchanged will be refused again.";
        String page = code.slug() + "\n\n" + ProblemResponses.titleOf(code) + " (HTTP status "
                + ProblemResponses.statusOf(code) + ").\n" + advice + "\n";
        return Response.ok(
                        page.getBytes(StandardCharsets.UTF_8),
                        MediaType.TEXT_PLAIN_TYPE.withCharset(StandardCharsets.UTF_8.name()))
                .build();
    }
}

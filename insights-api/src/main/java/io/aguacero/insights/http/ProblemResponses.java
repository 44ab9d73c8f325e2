package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.config.InsightsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refusals as problem documents (RFC 9457). The only place of this service that knows which code has which status. */
@Singleton
public class ProblemResponses {
    /** Media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int UNAUTHENTICATED = 401;
    private static final String BEARER = "Bearer";
    private static final String TYPE_PREFIX = "/problems/";
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    private final ExactJson json;
    private final String retryAfterSeconds;

    ProblemResponses(ExactJson json, InsightsConfig config) {
        this.json = json;
        this.retryAfterSeconds = Long.toString(config.retryAfter().toSeconds());
    }

    /** The document as clients read it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Document(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String code,
            @JsonInclude boolean retryable,
            String traceId,
            List<QueryRefusal.Fault> errors) {}

    /** The response that tells a refusal; its trace id is the caller's where a traceparent came along. */
    public Response respond(QueryRefusal refusal, HttpHeaders request) {
        int status = statusOf(refusal.code());
        byte[] document = document(refusal, request.getHeaderString("traceparent"));
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(document);
        if (refusal.code().retryable()) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
        }
        if (status == UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, BEARER);
        }
        return response.build();
    }

    /**
     * Answers a request that no resource has seen.
     *
     * @param waitSeconds for Retry-After, where it isn't the usual time
     */
    void send(QueryRefusal refusal, RoutingContext routing, Optional<Long> waitSeconds) {
        int status = statusOf(refusal.code());
        HttpServerResponse response = routing.response().setStatusCode(status).putHeader("content-type", MEDIA_TYPE);
        if (status == UNAUTHENTICATED) {
            response.putHeader("www-authenticate", BEARER);
        }
        if (refusal.code().retryable()) {
            response.putHeader("retry-after", waitSeconds.map(String::valueOf).orElse(retryAfterSeconds));
        }
        Buffer body = Buffer.buffer(document(refusal, routing.request().getHeader("traceparent")));
        // What is left of the body goes by unread.
        routing.request().resume();
        // A client that went away meanwhile is no failure of anything here.
        var unused = routing.request().method().name().equals("HEAD")
                ? response.putHeader("content-length", String.valueOf(body.length()))
                        .end()
                : response.end(body);
    }

    private byte[] document(QueryRefusal refusal, @Nullable String traceparent) {
        ErrorCode code = refusal.code();
        String traceId = traceId(traceparent);
        return json.bytes(new Document(
                TYPE_PREFIX + code.slug(),
                titleOf(code),
                statusOf(code),
                refusal.detail(),
                "urn:aguacero:request:" + traceId,
                code.slug(),
                code.retryable(),
                traceId,
                refusal.faults()));
    }

    private static String traceId(@Nullable String given) {
        if (given != null) {
            Matcher matcher = TRACEPARENT.matcher(given);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return UUID.randomUUID().toString().replace("-", "");
    }

    static int statusOf(ErrorCode code) {
        return switch (code.category()) {
            case INVALID -> 400;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD -> 405;
            case CONFLICT -> 409;
            case GONE -> 410;
            case TOO_LARGE -> 413;
            case MEDIA_TYPE -> 415;
            case UNPROCESSABLE -> 422;
            case OVER_QUOTA -> 429;
            case UNAVAILABLE -> 503;
        };
    }

    /** A few words for the code, the same in each occurrence, as RFC 9457 asks for. */
    static String titleOf(ErrorCode code) {
        String words = code.slug().replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}

package io.aguacero.insights.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.insights.QueryRefusal;
import io.aguacero.insights.config.InsightsConfig;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refusals as problem documents (RFC 9457). The only place of this service that knows which code has which status. */
@Singleton
public class ProblemResponses {
    /** Media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

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
        ErrorCode code = refusal.code();
        int status = statusOf(code);
        String traceId = traceId(request);
        Document document = new Document(
                TYPE_PREFIX + code.slug(),
                titleOf(code),
                status,
                refusal.detail(),
                "urn:aguacero:request:" + traceId,
                code.slug(),
                code.retryable(),
                traceId,
                refusal.faults());
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(json.bytes(document));
        if (status == 503) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
        }
        return response.build();
    }

    static String traceId(HttpHeaders request) {
        String given = request.getHeaderString("traceparent");
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
            case NOT_FOUND -> 404;
            case METHOD -> 405;
            case CONFLICT -> 409;
            case GONE -> 410;
            case TOO_LARGE -> 413;
            case MEDIA_TYPE -> 415;
            case UNPROCESSABLE -> 422;
            case UNAVAILABLE -> 503;
        };
    }

    /** A few words for the code, the same in each occurrence, as RFC 9457 asks for. */
    static String titleOf(ErrorCode code) {
        String words = code.slug().replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}

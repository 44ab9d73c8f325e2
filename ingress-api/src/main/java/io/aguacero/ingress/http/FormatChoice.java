package io.aguacero.ingress.http;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.KindCatalog;
import io.aguacero.ingress.Refusal;
import io.aguacero.ingress.reading.BinaryCloudEvent;
import io.aguacero.ingress.reading.BodyFormat;
import io.aguacero.ingress.reading.ItemLimits;
import io.aguacero.ingress.reading.MediaType;
import io.aguacero.ingress.reading.PlainReaders;
import io.aguacero.ingress.reading.ShorthandFormat;
import io.aguacero.ingress.reading.StructuredCloudEvents;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which form a request's body has, by its headers alone. */
sealed interface FormatChoice {
    /**
     * It is one that the address takes.
     *
     * @param kind of all its events; null where each event says its own
     */
    record Takes(BodyFormat format, @Nullable String kind) implements FormatChoice {}

    /** It isn't. */
    record Refuses(Refusal refusal) implements FormatChoice {}

    /** A rule for one address. */
    interface Rule {
        /** Decides for a request. */
        FormatChoice choose(HttpServerRequest request);
    }

    /** Shorthand of a kind. */
    static Rule shorthand(String kind, PlainReaders plain, ItemLimits limits) {
        return request -> shorthand(request, kind, plain, limits);
    }

    /** Shorthand of the kind that the query names. */
    static Rule shorthandOfQuery(KindCatalog kinds, PlainReaders plain, ItemLimits limits) {
        return request -> {
            List<String> named = request.params().getAll("kind");
            if (named.size() != 1) {
                return refuses(ErrorCode.INVALID_QUERY, "the query must name one kind: ?kind=weather.tweet");
            }
            return kinds.find(named.getFirst()).isEmpty()
                    ? refuses(ErrorCode.UNKNOWN_KIND, "no event kind of that name is in force")
                    : shorthand(request, named.getFirst(), plain, limits);
        };
    }

    /** CloudEvents in any mode. */
    static Rule cloudEvents(PlainReaders payloads, ItemLimits limits) {
        return request -> {
            MediaType type = mediaType(request);
            if (type == null || !type.utf8() || !type.isJson()) {
                return refuses(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "a CloudEvent is application/cloudevents+json, application/cloudevents-batch+json, or JSON in"
                                + " UTF-8 with ce- headers");
            }
            return new Takes(
                    switch (type.name()) {
                        case "application/cloudevents+json" -> new StructuredCloudEvents(false, limits);
                        case "application/cloudevents-batch+json" -> new StructuredCloudEvents(true, limits);
                        default ->
                            new BinaryCloudEvent(name -> request.headers().getAll(name), payloads, limits);
                    },
                    null);
        };
    }

    private static FormatChoice shorthand(
            HttpServerRequest request, String kind, PlainReaders plain, ItemLimits limits) {
        MediaType type = mediaType(request);
        boolean lines = type != null && type.name().equals("application/x-ndjson");
        if (type == null || !type.utf8() || !(lines || type.name().equals("application/json"))) {
            return refuses(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type must be application/json or application/x-ndjson, in UTF-8");
        }
        List<String> keys = request.headers().getAll("Idempotency-Key");
        if (keys.size() > 1) {
            return refuses(ErrorCode.INVALID_ID, "Idempotency-Key is given twice");
        }
        return new Takes(
                new ShorthandFormat(kind, keys.isEmpty() ? null : keys.getFirst(), lines, plain, limits), kind);
    }

    private static @Nullable MediaType mediaType(HttpServerRequest request) {
        List<String> types = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return types.size() == 1 ? MediaType.parse(types.getFirst()) : null;
    }

    private static FormatChoice refuses(ErrorCode code, String detail) {
        return new Refuses(Refusal.of(code, detail));
    }
}

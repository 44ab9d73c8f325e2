package io.aguacero.ingress.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.PathStates;
import io.aguacero.ingress.Refusal;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refusals as RFC 9457 problem documents. */
final class ProblemDocument {
    static final String MEDIA_TYPE = "application/problem+json";
    /** Path of the page that explains a code, the code itself left out. */
    static final String TYPE_PREFIX = "/problems/";

    private static final DeliveryPath[] PATHS = DeliveryPath.values();
    private static final PathStates NOT_STORED =
            PathStates.on(EnumSet.allOf(DeliveryPath.class), PathStatus.NOT_STORED);

    private ProblemDocument() {}

    /** Writes the members of a problem into the object that is open: of a whole request if it has a trace id. */
    static void writeMembers(JsonGenerator json, Refusal refusal, @Nullable String traceId) throws IOException {
        ErrorCode code = refusal.code();
        int status = HttpStatus.of(code);
        json.writeStringField("type", TYPE_PREFIX + code.slug());
        json.writeStringField("title", HttpStatus.title(code));
        json.writeNumberField("status", status);
        json.writeStringField("detail", refusal.detail());
        if (traceId != null) {
            json.writeStringField("instance", "urn:aguacero:request:" + traceId);
        }
        json.writeStringField("code", code.slug());
        json.writeBooleanField("retryable", code.retryable());
        if (traceId != null) {
            json.writeStringField("traceId", traceId);
        }
        json.writeArrayFieldStart("errors");
        for (Violation error : refusal.errors()) {
            json.writeStartObject();
            json.writeStringField("pointer", error.pointer());
            json.writeStringField("reason", error.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        PathStates paths = refusal.paths() == null && status == HttpStatus.UNAVAILABLE ? NOT_STORED : refusal.paths();
        if (paths != null) {
            if (status == HttpStatus.UNAVAILABLE) {
                json.writeStringField("outcome", outcome(paths));
            }
            writePaths(json, paths);
        }
    }

    /** Writes member {@code paths}: the status of each path of the route. */
    static void writePaths(JsonGenerator json, PathStates paths) throws IOException {
        json.writeObjectFieldStart("paths");
        for (DeliveryPath path : PATHS) {
            PathStatus status = paths.of(path);
            if (status != PathStatus.NOT_ROUTED) {
                json.writeStringField(path.label(), label(status));
            }
        }
        json.writeEndObject();
    }

    /** Certainly on no path, or not known: then the client must send the same event again to be sure. */
    private static String outcome(PathStates paths) {
        for (DeliveryPath path : PATHS) {
            PathStatus status = paths.of(path);
            if (status == PathStatus.STORED || status == PathStatus.UNKNOWN || status == PathStatus.PENDING) {
                return "unknown";
            }
        }
        return "not_stored";
    }

    private static String label(PathStatus status) {
        return switch (status) {
            case STORED -> "stored";
            case NOT_STORED -> "not_stored";
            case UNKNOWN -> "unknown";
            case REFUSED -> "refused";
            case PENDING -> "pending";
            case NOT_ROUTED, UNRECOGNIZED -> status.name().toLowerCase(Locale.ROOT);
        };
    }
}

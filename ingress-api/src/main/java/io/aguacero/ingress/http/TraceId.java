package io.aguacero.ingress.http;

import io.aguacero.contracts.wire.TraceContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names one request in problems and logs: the caller's W3C trace id if it sent one, else one made here. */
final class TraceId {
    private TraceId() {}

    /** The trace id of a request with that {@code traceparent} header. */
    static String of(@Nullable String traceparent) {
        if (TraceContext.valid(traceparent)) {
            return TraceContext.traceId(traceparent);
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
    }
}

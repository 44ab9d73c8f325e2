package io.aguacero.ingress.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names one request in problems and logs: the caller's W3C trace id if it sent one, else one made here. */
final class TraceId {
    private static final String NONE = "0".repeat(32);
    private static final int TRACEPARENT_LENGTH = 55;

    private TraceId() {}

    /** The trace id of a request with that {@code traceparent} header. */
    static String of(@Nullable String traceparent) {
        if (traceparent != null
                && traceparent.length() == TRACEPARENT_LENGTH
                && traceparent.startsWith("00-")
                && traceparent.charAt(35) == '-'
                && traceparent.charAt(52) == '-') {
            String id = traceparent.substring(3, 35);
            if (id.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) && !id.equals(NONE)) {
                return id;
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
    }
}

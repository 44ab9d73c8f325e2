package io.aguacero.contracts.wire;

import org.jspecify.annotations.Nullable;

/**
 * A W3C trace context as text, {@code 00-TRACE-SPAN-FLAGS} in lower-case hexadecimal: header {@code traceparent} of a
 * request, attribute {@code traceparent} of an event (CloudEvents' extension for distributed tracing). Of version 00.
 */
public final class TraceContext {
    private static final int LENGTH = 55;
    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;
    private static final int SPAN_END = 52;
    private static final String VERSION = "00-";

    private TraceContext() {}

    /** Whether a text is one; its ids aren't all zeros. */
    public static boolean valid(@Nullable String text) {
        return text != null
                && text.length() == LENGTH
                && text.startsWith(VERSION)
                && text.charAt(TRACE_END) == '-'
                && text.charAt(SPAN_END) == '-'
                && isId(text, TRACE_START, TRACE_END)
                && isId(text, TRACE_END + 1, SPAN_END)
                && isHex(text, SPAN_END + 1, LENGTH);
    }

    /** Its trace id, 32 digits. */
    public static String traceId(String valid) {
        return valid.substring(TRACE_START, TRACE_END);
    }

    /** Id of the span that it names, 16 digits. */
    public static String spanId(String valid) {
        return valid.substring(TRACE_END + 1, SPAN_END);
    }

    /** Its flags, 2 digits; the lowest bit says that the trace is recorded. */
    public static String flags(String valid) {
        return valid.substring(SPAN_END + 1);
    }

    private static boolean isId(String text, int from, int to) {
        boolean zeros = true;
        for (int i = from; i < to; i++) {
            zeros &= text.charAt(i) == '0';
        }
        return !zeros && isHex(text, from, to);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}

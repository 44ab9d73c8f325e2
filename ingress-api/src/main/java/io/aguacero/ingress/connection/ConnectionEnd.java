package io.aguacero.ingress.connection;

/** Why the door ended a connection by itself, or didn't take it. */
enum ConnectionEnd {
    /** There are as many as may be. */
    CONNECTIONS("connections"),
    /** Its address has as many as one may have. */
    ADDRESS_CONNECTIONS("address-connections"),
    /** Nothing moved on it. */
    IDLE("idle"),
    /** A request's head took too long. */
    SLOW_HEAD("slow-head"),
    /** A request line was too long: answered 414. */
    REQUEST_LINE("request-line"),
    /** A head had too many bytes: answered 431. */
    HEADER_BYTES("header-bytes"),
    /** A head had too many lines: answered 431. */
    HEADER_LINES("header-lines"),
    /** Where a body ends could be read in two ways: answered 400. */
    FRAMING("framing"),
    /** What came isn't HTTP/1.1: answered 400. */
    UNREADABLE("unreadable"),
    /** Too many requests were sent before one was answered. */
    PIPELINE("pipeline");

    private final String reason;

    ConnectionEnd(String reason) {
        this.reason = reason;
    }

    /** As the label of a metric. */
    String reason() {
        return reason;
    }
}

package io.aguacero.tracing;

/** A step of an event's way that is under way, until it ends once. Safe for any thread; never blocks, never throws. */
public interface EventSpan {
    /** W3C trace context that names this step, for the one after it. */
    String traceparent();

    /** Says something more of it. */
    void note(String attribute, String value);

    /** Says something more of it. */
    void note(String attribute, long value);

    /** It has ended well. */
    void end();

    /**
     * It has ended badly.
     *
     * @param error stable code of what went wrong
     */
    void fail(String error);
}

package io.aguacero.ingress.connection;

/** Where a request's body ends can't be told for sure. How Netty is told that a message is wrong; it never leaves a pipeline. */
public final class BadFraming extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** @param rule what the request breaks, without anything of its content */
    BadFraming(String rule) {
        // A flood of them must be cheap: nobody looks at where they come from.
        super(rule);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

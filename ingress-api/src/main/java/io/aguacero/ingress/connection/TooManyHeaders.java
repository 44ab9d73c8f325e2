package io.aguacero.ingress.connection;

import io.netty.handler.codec.http.TooLongHttpHeaderException;

/** A head has too many lines. */
final class TooManyHeaders extends TooLongHttpHeaderException {
    private static final long serialVersionUID = 1;

    TooManyHeaders() {
        super("too many header lines");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}

package io.aguacero.ingress.http;

import io.aguacero.ingress.config.IngressConfig;

/** The settings that every request meets, as plain numbers. */
record HttpSettings(
        long bodyBytesMax,
        long eventLoopBytesMax,
        long bodyTimeoutMillis,
        long deadlineMillis,
        String retryAfterSeconds) {

    static HttpSettings of(IngressConfig config) {
        return new HttpSettings(
                config.limits().bodyBytesMax().asLongValue(),
                config.reading().eventLoopBytesMax().asLongValue(),
                config.limits().bodyTimeout().toMillis(),
                config.deadline().toMillis(),
                String.valueOf(config.retryAfter().toSeconds()));
    }
}

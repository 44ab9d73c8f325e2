package io.aguacero.ingress.connection;

import io.aguacero.ingress.config.IngressConfig;

/**
 * What connections may be.
 *
 * @param connectionsMax most connections at once
 * @param perAddressMax most connections of one address at once
 * @param headMillis longest time from a head's first byte to its last
 * @param headerLinesMax most lines of a head, without the request line
 * @param pipelineMax most requests on a connection that aren't answered
 */
record ConnectionLimits(int connectionsMax, int perAddressMax, long headMillis, int headerLinesMax, int pipelineMax) {
    static ConnectionLimits of(IngressConfig.Connections config) {
        return new ConnectionLimits(
                config.max(),
                config.perAddressMax(),
                config.headTimeout().toMillis(),
                config.headerLinesMax(),
                config.pipelineMax());
    }
}

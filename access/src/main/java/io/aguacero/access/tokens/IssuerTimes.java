package io.aguacero.access.tokens;

/**
 * When an identity provider is asked for its keys.
 *
 * @param refreshEveryNanos between two times
 * @param refetchPauseNanos between two times at least
 * @param keptMaxNanos for how long what it said last counts
 */
record IssuerTimes(long refreshEveryNanos, long refetchPauseNanos, long keptMaxNanos) {
    static IssuerTimes of(TokenConfig config) {
        return new IssuerTimes(
                config.refreshEvery().toNanos(),
                config.refetchPause().toNanos(),
                config.keptMax().toNanos());
    }
}

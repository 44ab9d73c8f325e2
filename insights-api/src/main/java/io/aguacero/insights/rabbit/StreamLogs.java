package io.aguacero.insights.rabbit;

import io.aguacero.insights.reconciliation.LogFeed;

/** Opens feeds of the RabbitMQ path over one connection. */
public final class StreamLogs implements LogFeed.Source, AutoCloseable {
    private static final int PREFETCH_MESSAGES = 50;

    private final RabbitLink link;

    /** Doesn't connect yet. */
    public StreamLogs(RabbitAddress address) {
        link = new RabbitLink(address);
    }

    @Override
    public LogFeed open() {
        return new StreamFeed(link, PREFETCH_MESSAGES);
    }

    @Override
    public void close() {
        link.close();
    }
}

package io.aguacero.insights.rabbit;

import io.aguacero.insights.reconciliation.LogFeed;
import java.time.Duration;

/** Opens feeds of the RabbitMQ path over one connection. */
public final class StreamLogs implements LogFeed.Source, AutoCloseable {
    private static final int PREFETCH_MESSAGES = 50;

    private final RabbitLink link;

    /**
     * @param uri of the broker
     * @param timeout of its answers
     */
    public StreamLogs(String uri, Duration timeout) {
        link = new RabbitLink(uri, timeout);
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

package io.aguacero.contracts.wire;

/**
 * Tells a stream that isn't there from one that has no leader just now. RabbitMQ closes the channel with 404 for both, seconds
 * after its start too: "no queue 'x' in vhost '/'", and "home node 'n' of durable queue 'x' in vhost '/' is down or inaccessible".
 */
public final class MissingStream {
    private static final int NOT_FOUND = 404;
    private static final String NO_QUEUE = "NOT_FOUND - no queue ";

    private MissingStream() {}

    /** Whether the broker's answer means that there is no such stream. What it may mean otherwise is no absence. */
    public static boolean told(int replyCode, String replyText) {
        return replyCode == NOT_FOUND && replyText.startsWith(NO_QUEUE);
    }
}

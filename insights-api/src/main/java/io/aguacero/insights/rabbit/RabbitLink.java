package io.aguacero.insights.rabbit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.trust.AuthorityFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The one connection for reading streams, opened again when somebody needs a channel and it is gone. */
final class RabbitLink implements AutoCloseable {
    private final ConnectionFactory factory = new ConnectionFactory();
    private final AuthorityFile authority;
    private final int closeMillis;
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Connection connection;
    private boolean closed;

    /**
     * Doesn't connect yet.
     *
     * @throws IllegalArgumentException if the address is not one of AMQP, or the file of authorities can't be used
     */
    RabbitLink(RabbitAddress address) {
        closeMillis = Math.toIntExact(address.timeout().toMillis());
        authority = new AuthorityFile("aguacero.insights.brokers.authority-file", address.authorityFile());
        try {
            factory.setUri(address.uri());
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("aguacero.insights.brokers.amqp-uri: " + e.getMessage(), e);
        }
        factory.enableHostnameVerification();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(closeMillis);
        factory.setHandshakeTimeout(closeMillis);
        factory.setChannelRpcTimeout(closeMillis);
        factory.setRequestedHeartbeat(5);
        factory.setSharedExecutor(deliveries);
    }

    /** A channel of its own for the caller, who closes it. Blocks while connecting. */
    synchronized Channel channel() throws IOException {
        if (closed) {
            throw new IOException("the service stops");
        }
        try {
            if (connection == null || !connection.isOpen()) {
                if (factory.isSSL()) {
                    // The client's own way believes any certificate.
                    factory.useSslProtocol(authority.context());
                }
                connection = factory.newConnection("aguacero.insights");
            }
            return connection.createChannel();
        } catch (TimeoutException | ShutdownSignalException e) {
            throw new IOException("RabbitMQ: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.abort(closeMillis);
        }
        deliveries.shutdown();
    }
}

package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.contracts.trust.AuthorityFile;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of this instance, opened again when somebody needs a channel and it is gone. The client's own
 * recovery is off: it would consume again from where a channel began, which only a shard's reader may decide.
 */
@Singleton
public class Broker implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Broker.class);

    private final ConnectionFactory factory;
    private final AuthorityFile authority;
    private final int closeMillis;
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Connection connection;
    private boolean closed;

    /**
     * Doesn't connect yet.
     *
     * @throws IllegalArgumentException if the configured address is not one of AMQP, or the file of authorities can't be used
     */
    Broker(RabbitConsumerConfig config) {
        int millis = Math.toIntExact(config.brokerTimeout().toMillis());
        factory = new ConnectionFactory();
        try {
            factory.setUri(config.uri());
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("aguacero.rabbit-consumer.uri: " + e.getMessage(), e);
        }
        authority = new AuthorityFile("aguacero.rabbit-consumer.authority-file", config.authorityFile());
        factory.enableHostnameVerification();
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(millis);
        factory.setHandshakeTimeout(millis);
        factory.setChannelRpcTimeout(millis);
        factory.setRequestedHeartbeat(5);
        factory.setSharedExecutor(deliveries);
        closeMillis = millis;
    }

    /** A channel of its own for the caller, who closes it. Blocks while connecting. */
    Channel channel() throws IOException, TimeoutException {
        return connection().createChannel();
    }

    /**
     * Ends a connection, so that the next one may go to another node: of a cluster's nodes each gives the streams only that
     * it has a copy of in use.
     */
    void leave(Connection left) {
        synchronized (this) {
            if (connection == left) {
                connection = null;
            }
        }
        left.abort(closeMillis);
    }

    /** What the broker has closed a channel with; null where something else has failed. */
    static AMQP.Channel.@Nullable Close refusal(Exception failure) {
        Throwable said = failure instanceof ShutdownSignalException ? failure : failure.getCause();
        return said instanceof ShutdownSignalException closed && closed.getReason() instanceof AMQP.Channel.Close reason
                ? reason
                : null;
    }

    /** Whether the connection stands. */
    public synchronized boolean connected() {
        return connection != null && connection.isOpen();
    }

    private synchronized Connection connection() throws IOException, TimeoutException {
        if (closed) {
            throw new IOException("the service stops");
        }
        if (connection == null || !connection.isOpen()) {
            if (factory.isSSL()) {
                // The client's own way believes any certificate.
                factory.useSslProtocol(authority.context());
            }
            connection = factory.newConnection("aguacero.rabbit-consumer");
        }
        return connection;
    }

    @Override
    @PreDestroy
    public synchronized void close() {
        closed = true;
        if (connection != null) {
            connection.abort(closeMillis);
            LOG.info("stopping: closed the connection to RabbitMQ");
        }
        deliveries.shutdown();
    }
}

package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a user of RabbitMQ tries and mustn't be able to do.
 *
 * @param address with its name and password
 */
record RabbitAttempt(URI address) {
    private static final long CONFIRM_MILLIS = 10_000;

    /** What is done on a channel. */
    interface Attempt {
        void on(Channel channel) throws Exception;
    }

    /** Connects, and leaves again. */
    static void enter(URI address) throws Exception {
        connect(address).close();
    }

    void readsRefused(String stream) throws Exception {
        refused(channel -> {
            channel.basicQos(1);
            channel.basicConsume(stream, false, Map.of("x-stream-offset", "first"), (tag, message) -> {}, tag -> {});
        });
    }

    void writesRefused(String exchange, String key) throws Exception {
        refused(channel -> {
            channel.confirmSelect();
            channel.basicPublish(exchange, key, null, "forged".getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        });
    }

    void refused(Attempt attempt) throws Exception {
        try (Connection connection = connect(address)) {
            Channel channel = connection.createChannel();
            Throwable failure = assertThrows(Exception.class, () -> attempt.on(channel));
            ShutdownSignalException said = assertInstanceOf(
                    ShutdownSignalException.class,
                    failure instanceof ShutdownSignalException ? failure : failure.getCause());
            assertEquals(
                    AMQP.ACCESS_REFUSED,
                    assertInstanceOf(AMQP.Channel.Close.class, said.getReason()).getReplyCode());
        }
    }

    private static Connection connect(URI address) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(address);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}

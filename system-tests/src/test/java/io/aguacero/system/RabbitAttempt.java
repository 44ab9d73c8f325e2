package io.aguacero.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a user of RabbitMQ tries and mustn't be able to do.
 *
 * @param broker what connects as that user
 */
record RabbitAttempt(ConnectionFactory broker) {
    private static final long CONFIRM_MILLIS = 10_000;

    /** What is done on a channel. */
    interface Attempt {
        void on(Channel channel) throws Exception;
    }

    /** Connects, and leaves again. */
    void enter() throws Exception {
        connect().close();
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
        try (Connection connection = connect()) {
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

    private Connection connect() throws Exception {
        broker.setAutomaticRecoveryEnabled(false);
        return broker.newConnection();
    }
}

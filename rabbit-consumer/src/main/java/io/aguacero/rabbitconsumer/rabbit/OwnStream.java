package io.aguacero.rabbitconsumer.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.aguacero.contracts.Names;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this service writes itself. It does so through an exchange of its own: the default one leads to every stream, so
 * who may publish there may write events too.
 */
final class OwnStream {
    private OwnStream() {}

    /**
     * Makes sure of a stream and of the way there. A stream that is there stays as it was made, perhaps for other settings: what
     * has to be written isn't held up by that.
     */
    static void ensure(Broker broker, String stream, Map<String, Object> arguments)
            throws IOException, TimeoutException {
        try {
            on(broker, channel -> channel.queueDeclare(stream, true, false, false, arguments));
        } catch (IOException e) {
            AMQP.Channel.@Nullable Close refusal = Broker.refusal(e);
            if (refusal == null || refusal.getReplyCode() != AMQP.PRECONDITION_FAILED) {
                throw e;
            }
        }
        on(broker, channel -> channel.exchangeDeclare(Names.CONSUMER_EXCHANGE, BuiltinExchangeType.DIRECT, true));
        on(broker, channel -> channel.queueBind(stream, Names.CONSUMER_EXCHANGE, stream));
    }

    /** On a channel of its own, as the broker closes it where it refuses. */
    private static void on(Broker broker, Step step) throws IOException, TimeoutException {
        Channel channel = broker.channel();
        try {
            var unused = step.by(channel);
        } finally {
            try {
                channel.abort();
            } catch (AlreadyClosedException closed) {
                // It is gone with its refusal.
            }
        }
    }

    /** What is asked of the broker. */
    @FunctionalInterface
    private interface Step {
        Object by(Channel channel) throws IOException;
    }
}

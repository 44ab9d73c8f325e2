package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A node of a cluster that has lost its copy of a stream says so to each reader, for as long as it is asked. */
class StreamLogTest {
    private static final RabbitConsumerConfig CONFIG =
            of(RabbitConsumerConfig.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "uri" -> URI.create("amqp://127.0.0.1");
                case "brokerTimeout" -> Duration.ofSeconds(5);
                case "authorityFile" -> Optional.empty();
                default -> Duration.ofMillis(1);
            });

    @Test
    void aNodeWithoutTheStreamIsLeftForAnother() {
        assertEquals(1, leftAfter(AMQP.PRECONDITION_FAILED));
    }

    @Test
    void aStreamThatIsNowhereIsNoReasonToLeave() {
        assertEquals(0, leftAfter(AMQP.NOT_FOUND));
    }

    private static int leftAfter(int replyCode) {
        Connection connection = of(Connection.class, (proxy, method, arguments) -> null);
        Channel channel = of(Channel.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getConnection" -> connection;
            case "queueDeclarePassive" -> throw refused(replyCode);
            default -> null;
        });
        List<Connection> left = new ArrayList<>();
        Broker broker = new Broker(CONFIG) {
            @Override
            Channel channel() {
                return channel;
            }

            @Override
            void leave(Connection one) {
                left.add(one);
            }
        };
        var bounds = new StreamLog(broker, 0, CONFIG).bounds().toCompletableFuture();
        assertThrows(CompletionException.class, bounds::join);
        return left.size();
    }

    private static IOException refused(int replyCode) {
        AMQP.Channel.Close close = new AMQP.Channel.Close.Builder()
                .replyCode(replyCode)
                .replyText("")
                .build();
        return new IOException(new ShutdownSignalException(false, false, close, null));
    }

    private static <T> T of(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(StreamLogTest.class.getClassLoader(), new Class<?>[] {type}, answers));
    }
}

package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.impl.AMQImpl;
import io.aguacero.aggregation.LogBounds;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a node answers whose copy of a stream is still on its way to where the others are, as a RabbitMQ 3.10 cluster of three
 * showed for seconds after a node's restart: the count of the whole stream, but not its messages.
 */
class StreamBoundsTest {
    private static final Duration SILENCE = Duration.ofMillis(1);

    @Test
    void anEmptyStreamHasNoBounds() throws Exception {
        assertEquals(new LogBounds(0, 0), bounds(0, List.of(), List.of()));
    }

    @Test
    void theEndIsAfterTheLastMessage() throws Exception {
        assertEquals(new LogBounds(7, 42), bounds(35, List.of(7L), List.of(40L, 41L)));
    }

    @Test
    void aCopyWithoutAMessageIsNotTakenForAnEmptyStream() {
        assertThrows(IOException.class, () -> bounds(173_006, List.of(), List.of()));
    }

    @Test
    void aCopyWithoutALastMessageIsNotTakenForAStreamOfOne() {
        assertThrows(IOException.class, () -> bounds(173_006, List.of(0L), List.of()));
    }

    @Test
    void aStreamThatIsNeverSilentEndsAfterWhatCameSinceTheQuestion() throws Exception {
        Map<Object, List<Long>> given = Map.of("first", List.of(7L), "last", List.of(40L, 41L), "next", List.of(60L));
        assertEquals(new LogBounds(7, 61), bounds(35, given, Duration.ofMinutes(1)));
    }

    private static LogBounds bounds(int count, List<Long> fromFirst, List<Long> fromLast) throws Exception {
        return bounds(count, Map.of("first", fromFirst, "last", fromLast, "next", List.of()), SILENCE);
    }

    private static LogBounds bounds(int count, Map<Object, List<Long>> given, Duration silence) throws Exception {
        Channel channel = (Channel) Proxy.newProxyInstance(
                StreamBoundsTest.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "queueDeclarePassive" -> new AMQImpl.Queue.DeclareOk("stream", count, 0);
                    case "basicConsume" -> {
                        for (long offset : given.get(((Map<?, ?>) arguments[5]).get(MessageDecoding.OFFSET))) {
                            deliver((Consumer) arguments[6], offset);
                        }
                        yield arguments[2];
                    }
                    default -> null;
                });
        return new StreamBounds(channel, "stream", silence, Duration.ofSeconds(5)).lookUp();
    }

    private static void deliver(Consumer consumer, long offset) throws IOException {
        consumer.handleDelivery(
                "tag",
                new Envelope(1, false, "", "stream"),
                new AMQP.BasicProperties.Builder()
                        .headers(Map.of(MessageDecoding.OFFSET, offset))
                        .build(),
                new byte[0]);
    }
}

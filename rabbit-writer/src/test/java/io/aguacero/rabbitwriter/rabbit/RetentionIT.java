package io.aguacero.rabbitwriter.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.Names;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig.Retention;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream keeps, on a real broker: it drops whole segments, and drops nothing that is well within its bound. */
class RetentionIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int MEBIBYTES_MAX = 64;
    private static final int MESSAGES = 150;
    private static final long SECONDS = 30;

    @Test
    void threeQuartersOfTheBoundAreKeptAtAnyMomentAndNoMoreThanTheBound(@TempDir Path directory) throws Exception {
        try (LocalRabbitMq rabbitmq = new LocalRabbitMq(directory)) {
            rabbitmq.start();
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(rabbitmq.amqpUri());
            try (Connection connection = factory.newConnection()) {
                assertEquals(Optional.empty(), new StreamSetup(1, new Bytes(MEBIBYTES_MAX)).ensure(connection));
                Channel channel = connection.createChannel();
                channel.confirmSelect();
                for (int i = 0; i < MESSAGES; i++) {
                    BasicProperties properties = new BasicProperties.Builder()
                            .headers(Map.of("number", i))
                            .build();
                    channel.basicPublish(Names.EVENTS_EXCHANGE, "0", true, properties, new byte[MEBIBYTE]);
                    assertTrue(channel.waitForConfirms(SECONDS * 1_000), "message " + i + " isn't taken");
                    int kept = i + 1 - first(connection);
                    // A segment ends with the message that makes it too long.
                    int least = Math.min(i + 1, MEBIBYTES_MAX * 3 / 4 - 2);
                    assertTrue(kept >= least, "after message " + i + ", " + kept + " are kept");
                    assertTrue(kept <= MEBIBYTES_MAX * 5 / 4 + 1, "after message " + i + ", " + kept + " are kept");
                }
            }
        }
    }

    private static int first(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        BlockingQueue<Integer> numbers = new LinkedBlockingQueue<>();
        channel.basicQos(1);
        channel.basicConsume(
                Names.eventsStream(0),
                false,
                Map.of("x-stream-offset", "first"),
                (tag, message) -> numbers.add(
                        (Integer) message.getProperties().getHeaders().get("number")),
                cancelled -> {});
        Integer first = numbers.poll(SECONDS, TimeUnit.SECONDS);
        channel.close();
        assertNotNull(first, "the stream is silent");
        return first;
    }

    private record Bytes(int mebibytes) implements Retention {
        @Override
        public MemorySize bytesMax() {
            return new MemorySize(BigInteger.valueOf((long) mebibytes * MEBIBYTE));
        }

        @Override
        public Optional<String> ageMax() {
            return Optional.empty();
        }
    }
}

package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.aggregation.LogBounds;
import io.aguacero.localstack.LocalRabbitMq;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a stream ends that somebody writes all the time: told without waiting for a silence that doesn't come. */
class StreamBoundsIT {
    private static final String STREAM = "busy";
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final int LOOKS = 20;

    @Test
    void whatWasConfirmedBeforeTheQuestionIsBeforeTheEndOfAStreamThatIsNeverSilent(@TempDir Path directory)
            throws Exception {
        try (LocalRabbitMq rabbitmq = new LocalRabbitMq(directory)) {
            rabbitmq.start();
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(rabbitmq.amqpUri());
            try (Connection writing = factory.newConnection();
                    Connection asking = factory.newConnection()) {
                writing.createChannel().queueDeclare(STREAM, true, false, false, Map.of("x-queue-type", "stream"));
                Writer writer = new Writer(writing.createChannel());
                Thread thread = Thread.ofPlatform().start(writer);
                while (writer.confirmed.get() < LOOKS) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < LOOKS; i++) {
                    long before = writer.confirmed.get();
                    LogBounds bounds = new StreamBounds(asking.createChannel(), STREAM, NEVER, NEVER).lookUp();
                    assertEquals(0, bounds.first());
                    assertTrue(bounds.end() >= before, before + " were confirmed, and the end is " + bounds.end());
                }
                writer.enough.set(true);
                thread.join();
            }
        }
    }

    /** Writes one message after the other, each confirmed. */
    private static final class Writer implements Runnable {
        private final Channel channel;
        private final AtomicBoolean enough = new AtomicBoolean();
        private final AtomicLong confirmed = new AtomicLong();

        Writer(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void run() {
            try {
                channel.confirmSelect();
                while (!enough.get()) {
                    channel.basicPublish("", STREAM, null, new byte[100]);
                    channel.waitForConfirmsOrDie(NEVER.toMillis());
                    confirmed.incrementAndGet();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

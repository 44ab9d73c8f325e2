package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import io.aguacero.aggregation.DeadLetter;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be counted is in the stream of dead letters once that is said, whoever made the stream. */
class RabbitDeadLettersIT {
    private static final long SECONDS = 30;

    @TempDir
    Path directory;

    private LocalRabbitMq rabbitmq;

    @BeforeEach
    void start() {
        rabbitmq = new LocalRabbitMq(directory);
        rabbitmq.start();
    }

    @AfterEach
    void stop() {
        rabbitmq.close();
    }

    @Test
    void aStreamMadeToKeepThemForAnotherTimeGoesOnTakingThem() throws Exception {
        write("14d", "first");
        write("3d", "second");
        assertEquals(List.of("first", "second"), originals());
    }

    private void write(String kept, String original) throws Exception {
        try (Broker broker = new Broker(config(kept))) {
            RabbitDeadLetters letters = new RabbitDeadLetters(broker, config(kept));
            assertTrue(
                    letters.write(letter(original)).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS),
                    original + " isn't taken by a stream that keeps letters for " + kept);
        }
    }

    private static DeadLetter letter(String original) {
        byte[] bytes = original.getBytes(StandardCharsets.UTF_8);
        return new DeadLetter("envelope-invalid", "Not an event.", DeliveryPath.RABBITMQ, 0, 7, 0, null, bytes);
    }

    private List<String> originals() throws Exception {
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        try (Broker broker = new Broker(config("1d"))) {
            Channel channel = broker.channel();
            channel.basicQos(2);
            channel.basicConsume(
                    Names.DEAD_LETTERS_STREAM,
                    false,
                    Map.of("x-stream-offset", "first"),
                    (tag, delivery) -> read.add(new String(delivery.getBody(), StandardCharsets.UTF_8)),
                    tag -> {});
            return Arrays.asList(read.poll(SECONDS, TimeUnit.SECONDS), read.poll(SECONDS, TimeUnit.SECONDS));
        }
    }

    private RabbitConsumerConfig config(String deadLettersKept) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitConsumerConfig.class)
                .withDefaultValues(Map.of(
                        "aguacero.rabbit-consumer.uri",
                        rabbitmq.amqpUri(),
                        "aguacero.rabbit-consumer.kinds-directory",
                        directory.toString(),
                        "aguacero.rabbit-consumer.instance",
                        "test",
                        "aguacero.rabbit-consumer.dead-letters-kept",
                        deadLettersKept))
                .build()
                .getConfigMapping(RabbitConsumerConfig.class);
    }
}

package io.aguacero.localstack;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

final class RabbitMqUnderTest implements ServerUnderTest {
    private static final String TEXTS = "texts";

    private final Path directory;
    private final LocalRabbitMq rabbitMq;

    RabbitMqUnderTest(Path directory) {
        this.directory = directory;
        rabbitMq = new LocalRabbitMq(directory);
    }

    @Override
    public LocalServer server() {
        return rabbitMq;
    }

    @Override
    public String program() {
        return "beam.smp";
    }

    @Override
    public void store(String text) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(TEXTS, true, false, false, Map.of("x-queue-type", "stream"));
            channel.confirmSelect();
            channel.basicPublish("", TEXTS, MessageProperties.PERSISTENT_BASIC, text.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(20_000);
            assertTrue(Until.within(Duration.ofSeconds(20), this::coordinatorIsOnDisk), "coordinator not on disk");
        } catch (IOException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The first stream of a node starts the coordinator of all streams, whose name RabbitMQ writes to disk twice a second
     * only: a node that is killed before comes back without its streams, whatever it confirmed.
     */
    private boolean coordinatorIsOnDisk() {
        Path names = directory.resolve("data/aguacero@localhost/coordination/aguacero@localhost/names.dets");
        try {
            return new String(Files.readAllBytes(names), StandardCharsets.ISO_8859_1)
                    .contains("rabbit_stream_coordinator");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String load() {
        BlockingQueue<String> read = new ArrayBlockingQueue<>(10);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.basicQos(10);
            channel.basicConsume(
                    TEXTS,
                    false,
                    Map.of("x-stream-offset", "first"),
                    (tag, delivery) -> read.add(new String(delivery.getBody(), StandardCharsets.UTF_8)),
                    tag -> {});
            return String.valueOf(read.poll(20, TimeUnit.SECONDS));
        } catch (IOException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean answers() {
        try (Connection connection = connect()) {
            return connection.isOpen();
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(rabbitMq.amqpUri());
        } catch (URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        factory.setHandshakeTimeout(2_000);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}

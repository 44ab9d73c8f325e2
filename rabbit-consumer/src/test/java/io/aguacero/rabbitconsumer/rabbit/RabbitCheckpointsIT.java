package io.aguacero.rabbitconsumer.rabbit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.rabbitconsumer.config.RabbitConsumerConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard's newest checkpoint is there after each one that was written, whatever the stream has dropped by then. */
class RabbitCheckpointsIT {
    private static final int BYTES_MAX = 65_536;
    private static final int ENOUGH_TO_DROP_SEGMENTS = 12;
    private static final long SECONDS = 30;

    @TempDir
    static Path directory;

    private static LocalRabbitMq rabbitmq;

    private final Random random = new Random(7);

    @BeforeAll
    static void start() {
        rabbitmq = new LocalRabbitMq(directory);
        rabbitmq.start();
    }

    @AfterAll
    static void stop() {
        rabbitmq.close();
    }

    @Test
    void theNewestIsFoundAfterEachOneOfTheLargestSizeAndWhenTheBrokerWasKilled() throws Exception {
        byte[] last;
        try (Broker broker = new Broker(config(BYTES_MAX))) {
            last = writeAndFind(new RabbitCheckpoints(broker, config(BYTES_MAX)), 0, BYTES_MAX);
        }
        rabbitmq.kill();
        rabbitmq.start();
        try (Broker broker = new Broker(config(BYTES_MAX))) {
            assertFound(last, new RabbitCheckpoints(broker, config(BYTES_MAX)), 0, "after the broker's end");
        }
    }

    @Test
    void theNewestIsFoundAfterEachOneThatIsSmall() throws Exception {
        try (Broker broker = new Broker(config(BYTES_MAX))) {
            writeAndFind(new RabbitCheckpoints(broker, config(BYTES_MAX)), 1, 200);
        }
    }

    @Test
    void aStreamMadeWithAnotherLargestSizeGoesOnTakingThem() throws Exception {
        try (Broker broker = new Broker(config(BYTES_MAX))) {
            writeAndFind(new RabbitCheckpoints(broker, config(BYTES_MAX)), 2, 1_000);
            writeAndFind(new RabbitCheckpoints(broker, config(2 * BYTES_MAX)), 2, 2 * BYTES_MAX);
        }
    }

    private byte[] writeAndFind(RabbitCheckpoints checkpoints, int shard, int bytes) throws Exception {
        byte[] last = {};
        for (int i = 0; i < ENOUGH_TO_DROP_SEGMENTS; i++) {
            byte[] checkpoint = new byte[bytes];
            random.nextBytes(checkpoint);
            assertTrue(
                    checkpoints.write(shard, checkpoint).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS),
                    "checkpoint " + i + " isn't taken");
            assertFound(checkpoint, checkpoints, shard, "after checkpoint " + i);
            last = checkpoint;
        }
        return last;
    }

    private static void assertFound(byte[] checkpoint, RabbitCheckpoints checkpoints, int shard, String when)
            throws Exception {
        NewestCheckpoint newest = new NewestCheckpoint.Down("not asked yet");
        for (long start = System.nanoTime(); newest instanceof NewestCheckpoint.Down down; ) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(SECONDS), when + ": " + down.reason());
            newest = checkpoints.newest(shard).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        }
        NewestCheckpoint.Found found = assertInstanceOf(NewestCheckpoint.Found.class, newest, when);
        assertArrayEquals(checkpoint, found.open().readAllBytes(), when);
    }

    private static RabbitConsumerConfig config(int checkpointBytesMax) {
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
                        "aguacero.rabbit-consumer.checkpoint-bytes-max",
                        Integer.toString(checkpointBytesMax)))
                .build()
                .getConfigMapping(RabbitConsumerConfig.class);
    }
}

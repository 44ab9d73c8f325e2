package io.aguacero.rabbitwriter.relay.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.rabbit.RabbitEventSink;
import io.aguacero.rabbitwriter.rabbit.StreamReading;
import io.aguacero.rabbitwriter.relay.CountingListener;
import io.aguacero.rabbitwriter.relay.RelayLimits;
import io.aguacero.rabbitwriter.relay.RelayShards;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** From a real Kafka to a real RabbitMQ, both of which are killed in the middle. */
class JournalReaderIT {
    private static final int SHARDS = 4;
    private static final long GENEROUS_SECONDS = 90;

    @TempDir
    static Path directory;

    private static LocalRabbitMq rabbit;

    // Each test has its own: none has seen the topic or the group.
    private LocalKafka kafka;
    private final List<Relay> relays = new ArrayList<>();
    private JournalUnderTest journal;

    @BeforeAll
    static void startRabbitMq() {
        rabbit = new LocalRabbitMq(directory.resolve("rabbitmq"));
        rabbit.start();
    }

    @AfterAll
    static void stopRabbitMq() {
        rabbit.close();
    }

    @BeforeEach
    void beginAnew(TestInfo test) throws Exception {
        kafka = new LocalKafka(
                directory.resolve(test.getTestMethod().orElseThrow().getName()));
        kafka.start();
        rabbit.start();
        journal = new JournalUnderTest(kafka.bootstrapServers(), SHARDS);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                channel.queueDelete(Names.eventsStream(shard));
            }
        }
    }

    @AfterEach
    void closeAll() {
        relays.forEach(Relay::close);
        journal.close();
        kafka.close();
    }

    /** As much of a rabbit-writer as relays. */
    private final class Relay implements AutoCloseable {
        private final RabbitEventSink sink;
        private final JournalReader reader;
        private final RelayShards shards;
        private final CountingListener counts = new CountingListener();

        Relay(String commitEvery) {
            RabbitWriterConfig config = new SmallRyeConfigBuilder()
                    .addDiscoveredConverters()
                    .withMapping(RabbitWriterConfig.class)
                    .withDefaultValues(Map.of(
                            "aguacero.rabbit-writer.uri", rabbit.amqpUri(),
                            "aguacero.rabbit-writer.shards", Integer.toString(SHARDS),
                            "aguacero.rabbit-writer.retention.bytes-max", "1G",
                            "aguacero.rabbit-writer.relay.bootstrap-servers", kafka.bootstrapServers(),
                            "aguacero.rabbit-writer.relay.commit-every", commitEvery))
                    .build()
                    .getConfigMapping(RabbitWriterConfig.class);
            sink = new RabbitEventSink(config, foreign -> {
                throw new IllegalStateException(foreign.reason());
            });
            // Small, so that packs are many and partitions are held.
            RelayLimits limits =
                    new RelayLimits(20, 1 << 20, 40_000, config.relay().backoffMax());
            shards = new RelayShards(sink, limits, counts);
            reader = new JournalReader(config, shards);
            sink.start();
            reader.start();
        }

        @Override
        public void close() {
            reader.close();
            sink.close();
        }
    }

    private Relay relay(String commitEvery) {
        Relay relay = new Relay(commitEvery);
        relays.add(relay);
        return relay;
    }

    private static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbit.amqpUri());
        return factory.newConnection();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(GENEROUS_SECONDS), "never: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private void awaitLevel() throws Exception {
        await("all is relayed and committed", () -> journal.committed().equals(journal.ends()));
    }

    /** How many events the streams hold, after it is certain that each has every marked one, first come in order. */
    private int expectAllInOrder() throws Exception {
        int events = 0;
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            for (int shard = 0; shard < SHARDS; shard++) {
                List<EventEnvelope> stream = reading.events(shard);
                assertEquals(
                        journal.marked(shard), stream.stream().distinct().toList(), "first occurrences on " + shard);
                events += stream.size();
            }
        }
        return events;
    }

    @Test
    void everyMarkedEventAndNoOtherReachesItsStreamInOrderThoughRabbitMqIsKilled() throws Exception {
        Relay relay = relay("200ms");
        journal.create();
        journal.append(3_000);
        await("something is relayed", () -> relay.counts.relayed > 0);

        rabbit.kill();
        journal.append(3_000);
        await("a pack isn't confirmed", () -> relay.counts.unconfirmed > 0);
        rabbit.start();
        journal.append(500);

        awaitLevel();
        int events = expectAllInOrder();
        assertEquals(journal.marked().size(), relay.counts.relayed);
        assertTrue(events >= journal.marked().size());
    }

    @Test
    void whatWasConfirmedBeforeACrashAndNotCommittedIsRelayedAgainAndNothingIsLost() throws Exception {
        journal.create();
        journal.append(1_000);
        Relay killed = relay("10m");
        await(
                "all is confirmed",
                () -> killed.counts.relayed == journal.marked().size());
        assertEquals(Map.of(), journal.committed());

        kafka.kill();
        killed.close();
        relay("200ms");
        kafka.start();
        journal.append(1_000);

        awaitLevel();
        int again = (int) journal.marked().stream()
                .filter(event -> Integer.parseInt(event.getId().substring(1)) < 1_000)
                .count();
        assertEquals(journal.marked().size() + again, expectAllInOrder());
    }

    @Test
    void aShardThatMovesFromOneRelayToAnotherStaysInOrder() throws Exception {
        journal.create();
        Relay first = relay("200ms");
        await("one has all", () -> first.shards.all().size() == SHARDS);
        journal.append(2_000);
        Relay second = relay("200ms");
        journal.append(2_000);
        await(
                "both have some",
                () -> second.shards.all().size() == SHARDS / 2
                        && first.shards.all().size() == SHARDS / 2);
        journal.append(2_000);
        first.close();
        journal.append(2_000);

        awaitLevel();
        expectAllInOrder();
        assertTrue(second.counts.relayed > 0);
    }

    @Test
    void aPositionThatTheLogDoesNotHaveHaltsItsShardAndNoOther() throws Exception {
        journal.create();
        journal.append(600);
        journal.deleteBefore(1, 10);
        Map<Integer, Long> committed = Map.of(0, 1_000_000L, 1, 9L, 2, 0L, 3, 0L);
        journal.commit(committed);

        Relay relay = relay("200ms");

        for (int shard : new int[] {0, 1}) {
            await(
                    "shard " + shard + " is halted",
                    () -> relay.shards.of(shard).flatMap(one -> one.halted()).isPresent());
        }
        assertTrue(relay.shards.state().contains("shard 0 halted: offset 1000000 "), relay.shards.state());
        journal.append(600);
        Map<Integer, Long> ends = journal.ends();
        await(
                "the others go on",
                () -> Optional.of(journal.committed())
                        .filter(now ->
                                now.get(2).equals(ends.get(2)) && now.get(3).equals(ends.get(3)))
                        .isPresent());
        assertEquals(1_000_000L, journal.committed().get(0));
        assertEquals(9L, journal.committed().get(1));
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            assertEquals(List.of(), reading.events(0));
            assertEquals(List.of(), reading.events(1));
            assertEquals(journal.marked(2), reading.events(2));
            assertEquals(journal.marked(3), reading.events(3));
        }
    }
}

package io.aguacero.rabbitwriter.rabbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.localstack.LocalRabbitMq;
import io.aguacero.rabbitwriter.BrokerState;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real RabbitMQ, which is stopped, killed and frozen in the middle of a run. */
class RabbitEventSinkIT {
    private static final int SHARDS = 4;
    /** For what must happen at all; how soon is told by what the writer answers. */
    private static final long GENEROUS_SECONDS = 60;

    @TempDir
    static Path directory;

    private static LocalRabbitMq broker;

    private final LinkedBlockingQueue<BrokerState.Foreign> refusals = new LinkedBlockingQueue<>();
    private RabbitEventSink sink;

    @BeforeAll
    static void startBroker() {
        broker = new LocalRabbitMq(directory);
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void deleteStreams() throws Exception {
        broker.start();
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            for (int shard = 0; shard <= SHARDS; shard++) {
                channel.queueDelete(Names.eventsStream(shard));
            }
            channel.exchangeDelete(Names.EVENTS_EXCHANGE);
        }
    }

    @AfterEach
    void closeSink() {
        if (sink != null) {
            sink.close();
        }
    }

    private static Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.amqpUri());
        return factory.newConnection();
    }

    private RabbitEventSink started(int pack) throws Exception {
        RabbitWriterConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(RabbitWriterConfig.class)
                .withDefaultValues(Map.of(
                        "aguacero.rabbit-writer.uri",
                        broker.amqpUri(),
                        "aguacero.rabbit-writer.shards",
                        Integer.toString(SHARDS),
                        "aguacero.rabbit-writer.pack",
                        Integer.toString(pack),
                        "aguacero.rabbit-writer.link.heartbeat",
                        "2s",
                        "aguacero.rabbit-writer.retention.bytes-max",
                        "1G",
                        "aguacero.rabbit-writer.relay.bootstrap-servers",
                        "127.0.0.1:9"))
                .build()
                .getConfigMapping(RabbitWriterConfig.class);
        sink = new RabbitEventSink(config, refusals::add);
        sink.start();
        awaitUp();
        return sink;
    }

    /** Until the link is up, or refused for good. */
    private void awaitUp() throws Exception {
        long start = System.nanoTime();
        while (!(sink.state() instanceof BrokerState.Up) && refusals.isEmpty()) {
            assertTrue(
                    System.nanoTime() - start < TimeUnit.SECONDS.toNanos(GENEROUS_SECONDS), "not up: " + sink.state());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static List<EventEnvelope> events(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> EventEnvelope.newBuilder()
                        .setTenant("default")
                        .setKind("weather.tweet")
                        .setSource("urn:aguacero:http")
                        .setId("e" + i)
                        .setTimeMicros(1_700_000_000_000_000L + i)
                        .setAcceptedAtMicros(1_700_000_000_000_000L + i)
                        .setKey("key-" + i % 37)
                        .setPayload(ByteString.copyFromUtf8("{ \"municipality\": \"mixco\",\"n\":" + i + " }"))
                        .build())
                .toList();
    }

    private List<Delivery> written(List<EventEnvelope> batch) throws Exception {
        return sink.write(batch).toCompletableFuture().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
    }

    private static List<PathStatus> statuses(List<Delivery> deliveries) {
        return deliveries.stream().map(d -> d.paths().rabbitmq()).distinct().toList();
    }

    @Test
    void storedEventsAreInTheirShardsStreamInOrderByteForByte() throws Exception {
        started(200);
        List<EventEnvelope> batch = events(0, 1_000);

        assertEquals(List.of(PathStatus.STORED), statuses(written(batch)));

        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            Shards shards = new Shards(SHARDS);
            for (int shard = 0; shard < SHARDS; shard++) {
                int one = shard;
                List<EventEnvelope> expected =
                        batch.stream().filter(e -> shards.shardOf(e) == one).toList();
                assertEquals(expected, reading.events(shard));
            }
        }
    }

    @Test
    void aReplayGoesToItsLettersShardAndToNoneThatThereIsNot() throws Exception {
        started(200);
        int own = new Shards(SHARDS).shardOf(events(0, 1).getFirst());
        int other = (own + 1) % SHARDS;
        EventEnvelope here = replay("rabbitmq/" + other + "/9/0");

        List<Delivery> deliveries =
                written(List.of(replay("rabbitmq/" + SHARDS + "/9/0"), here, replay("kafka/" + other + "/9/0")));

        assertEquals(PathStatus.STORED, deliveries.get(1).paths().rabbitmq());
        for (Delivery refused : List.of(deliveries.get(0), deliveries.get(2))) {
            assertEquals(
                    ErrorCode.REPLAY_REFUSED,
                    assertInstanceOf(Delivery.Rejected.class, refused).code());
        }
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            assertEquals(List.of(here), reading.events(other));
        }
    }

    private static EventEnvelope replay(String letter) {
        return events(0, 1).getFirst().toBuilder().setReplayOf(letter).build();
    }

    @Test
    void packOneGivesEachEventAMessageOfItsOwn() throws Exception {
        started(1);

        assertEquals(List.of(PathStatus.STORED), statuses(written(events(0, 50))));

        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            assertEquals(50, reading.allEvents().size());
            assertEquals(50, reading.messages());
        }
    }

    @Test
    void anEventWhoseStreamIsGoneIsNotStored() throws Exception {
        started(200);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueUnbind(Names.eventsStream(2), Names.EVENTS_EXCHANGE, "2");
        }
        List<EventEnvelope> batch = events(0, 200);

        List<Delivery> deliveries = written(batch);

        Shards shards = new Shards(SHARDS);
        for (int i = 0; i < batch.size(); i++) {
            PathStatus expected = shards.shardOf(batch.get(i)) == 2 ? PathStatus.NOT_STORED : PathStatus.STORED;
            assertEquals(expected, deliveries.get(i).paths().rabbitmq());
        }
    }

    @Test
    void aFrozenBrokerIsKnownToBeDownUntilItTakesAConnectionAgain() throws Exception {
        started(200);
        broker.freeze();

        // Whoever waits when that is noticed hears so, and nothing is taken from then on.
        assertEquals(List.of(PathStatus.UNKNOWN), statuses(written(events(0, 1))));
        assertInstanceOf(BrokerState.Down.class, sink.state());
        assertEquals(List.of(PathStatus.NOT_STORED), statuses(written(events(1, 1))));

        broker.thaw();
        awaitUp();
        assertEquals(List.of(PathStatus.STORED), statuses(written(events(2, 1))));
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            List<String> ids =
                    reading.allEvents().stream().map(EventEnvelope::getId).toList();
            assertFalse(ids.contains("e1"), "what was refused is in a stream");
        }
    }

    @Test
    void anExchangeThatIsDeletedEndsTheChannelAndComesBackWithTheNext() throws Exception {
        started(200);
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDelete(Names.EVENTS_EXCHANGE);
        }

        List<Delivery> answers = written(events(0, 10));
        writeUntilStored(10);

        // The first message met no exchange. The link may already be back, with the exchange, for the last ones.
        assertFalse(answers.getFirst() instanceof Delivered);
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            Set<String> there = new HashSet<>();
            reading.allEvents().forEach(event -> there.add(event.getId()));
            for (int i = 0; i < answers.size(); i++) {
                assertEquals(answers.get(i) instanceof Delivered, there.contains("e" + i), "e" + i);
            }
        }
    }

    @Test
    void moreStreamsThanShardsAreRefused() throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(
                    Names.eventsStream(SHARDS), true, false, false, Map.of("x-queue-type", (Object) "stream"));
        }

        started(200);

        assertTrue(refusals.remove().reason().contains("more than the 4"));
        assertEquals(List.of(PathStatus.NOT_STORED), statuses(written(events(0, 1))));
    }

    @Test
    void fewerStreamsThanShardsAreRefused() throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(Names.eventsStream(0), true, false, false, Map.of("x-queue-type", (Object) "stream"));
        }

        started(200);

        assertTrue(refusals.remove().reason().contains("fewer than the 4"));
    }

    private enum Fault {
        STOP {
            @Override
            void strike() {
                broker.stop();
            }

            @Override
            void heal() {
                broker.start();
            }
        },
        KILL {
            @Override
            void strike() {
                broker.kill();
            }

            @Override
            void heal() {
                broker.start();
            }
        },
        FREEZE {
            @Override
            void strike() {
                broker.freeze();
            }

            @Override
            void heal() {
                broker.thaw();
            }
        };

        abstract void strike();

        abstract void heal();
    }

    /** Answers of all batches are awaited before the broker heals: no answer depends on it. */
    @ParameterizedTest
    @EnumSource
    void everyEventIsAnsweredThroughAFaultAndWhatWasSaidStoredIsThere(Fault fault) throws Exception {
        started(200);
        List<EventEnvelope> sent = new ArrayList<>();
        List<CompletableFuture<List<Delivery>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<EventEnvelope> batch = events(i * 20, 20);
            sent.addAll(batch);
            answers.add(sink.write(batch).toCompletableFuture());
            if (i == 150) {
                assertEquals(
                        List.of(PathStatus.STORED),
                        statuses(answers.getFirst().get(GENEROUS_SECONDS, TimeUnit.SECONDS)));
                fault.strike();
            }
        }

        Set<String> stored = new HashSet<>();
        int notStored = 0;
        int position = 0;
        for (CompletableFuture<List<Delivery>> answer : answers) {
            for (Delivery delivery : answer.get(GENEROUS_SECONDS, TimeUnit.SECONDS)) {
                if (delivery instanceof Delivered) {
                    stored.add(sent.get(position).getId());
                } else {
                    notStored++;
                }
                position++;
            }
        }
        assertFalse(stored.isEmpty());
        assertTrue(notStored > 0, "the fault didn't strike in the middle of the run");

        fault.heal();
        sent.addAll(writeUntilStored(10_000));
        try (StreamReading reading = new StreamReading(connect(), SHARDS)) {
            Set<EventEnvelope> there = new HashSet<>(reading.allEvents());
            Set<String> ids = new HashSet<>();
            there.forEach(event -> ids.add(event.getId()));
            assertTrue(ids.containsAll(stored), "an event that was answered stored isn't in the log");
            assertTrue(new HashSet<>(sent).containsAll(there), "the log holds what nobody sent");
        }
    }

    /** Sends new events, batch after batch, until a whole batch is stored; gives all that it sent. */
    private List<EventEnvelope> writeUntilStored(int first) throws Exception {
        List<EventEnvelope> sent = new ArrayList<>();
        long start = System.nanoTime();
        List<PathStatus> last = List.of();
        while (!last.equals(List.of(PathStatus.STORED))) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(GENEROUS_SECONDS), "doesn't recover");
            awaitUp();
            List<EventEnvelope> batch = events(first + sent.size(), 20);
            sent.addAll(batch);
            last = statuses(written(batch));
        }
        return sent;
    }
}

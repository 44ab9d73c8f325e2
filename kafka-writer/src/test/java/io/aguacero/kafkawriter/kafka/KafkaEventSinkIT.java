package io.aguacero.kafkawriter.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.Delivery.Delivered;
import io.aguacero.delivery.Delivery.Rejected;
import io.aguacero.delivery.EventSink;
import io.aguacero.delivery.GuardedSink;
import io.aguacero.kafkawriter.TopicState;
import io.aguacero.kafkawriter.config.KafkaWriterConfig;
import io.aguacero.localstack.LocalKafka;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real Kafka, which is stopped, killed and frozen in the middle of a run. */
class KafkaEventSinkIT {
    private static final int SHARDS = 4;
    /** For what must happen at all; how soon is told by what the writer answers. */
    private static final long GENEROUS_SECONDS = 60;

    @TempDir
    static Path directory;

    private static LocalKafka broker;

    private final KafkaWriterConfig config = WriterSettings.of(Map.of());
    private final LinkedBlockingQueue<TopicState.Foreign> refusals = new LinkedBlockingQueue<>();
    private KafkaProducer<byte[], byte[]> producer;
    private TopicWatch watch;
    private KafkaEventSink kafka;
    private EventSink sink;

    @BeforeAll
    static void startBroker() {
        broker = new LocalKafka(directory);
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    @BeforeEach
    void deleteTopic() throws Exception {
        broker.start();
        try (Admin admin = Admin.create(connection())) {
            while (admin.listTopics().names().get().contains(Names.EVENTS_TOPIC)) {
                admin.deleteTopics(List.of(Names.EVENTS_TOPIC)).all().get();
            }
        }
    }

    private void start() {
        producer = new KafkaProducer<>(ProducerSettings.complete(connection(), config));
        watch = new TopicWatch(
                Admin.create(connection()),
                producer,
                SHARDS,
                config.replicationMax(),
                config.probeTimeout(),
                refusals::add);
        kafka = new KafkaEventSink(producer, new Shards(SHARDS), config.deliveryTimeout(), watch);
        sink = new GuardedSink(kafka, config.deadline(), Set.of(DeliveryPath.KAFKA));
        watch.start(config.probeInterval(), kafka);
        awaitReady();
    }

    @AfterEach
    void close() {
        if (kafka != null) {
            kafka.close();
            watch.close();
            producer.close();
        }
    }

    private void awaitReady() {
        long start = System.nanoTime();
        while (!(watch.get() instanceof TopicState.Ready) && refusals.isEmpty()) {
            assertTrue(
                    System.nanoTime() - start < TimeUnit.SECONDS.toNanos(GENEROUS_SECONDS),
                    "not ready: " + watch.get());
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
        return deliveries.stream().map(d -> d.paths().kafka()).distinct().toList();
    }

    @Test
    void storedEventsAreOnTheirShardsPartitionInOrderByteForByte() throws Exception {
        start();
        List<EventEnvelope> batch = events(0, 1_000);

        assertEquals(List.of(PathStatus.STORED), statuses(written(batch)));

        TopicReading reading = new TopicReading(connection());
        Shards shards = new Shards(SHARDS);
        for (int shard = 0; shard < SHARDS; shard++) {
            int one = shard;
            List<EventEnvelope> expected =
                    batch.stream().filter(e -> shards.shardOf(e) == one).toList();
            assertEquals(expected, reading.events(shard));
        }
    }

    @Test
    void aReplayGoesToItsLettersShardAndToNoneThatThereIsNot() throws Exception {
        start();
        int own = new Shards(SHARDS).shardOf(events(0, 1).getFirst());
        int other = (own + 1) % SHARDS;
        EventEnvelope here = replay("kafka/" + other + "/9/0");

        List<Delivery> deliveries =
                written(List.of(here, replay("kafka/" + SHARDS + "/9/0"), replay("rabbitmq/" + other + "/9/0")));

        assertInstanceOf(Delivered.class, deliveries.get(0));
        for (Delivery refused : deliveries.subList(1, 3)) {
            assertEquals(
                    ErrorCode.REPLAY_REFUSED,
                    assertInstanceOf(Rejected.class, refused).code());
        }
        assertEquals(List.of(here), new TopicReading(connection()).events(other));
    }

    private static EventEnvelope replay(String letter) {
        return events(0, 1).getFirst().toBuilder().setReplayOf(letter).build();
    }

    @Test
    void anEventThatKafkaNeverTakesIsRejectedAndItsNeighboursAreStored() throws Exception {
        start();
        List<EventEnvelope> batch = new ArrayList<>(events(0, 3));
        batch.set(
                1,
                batch.get(1).toBuilder()
                        .setPayload(ByteString.copyFrom(new byte[2_000_000]))
                        .build());

        List<Delivery> deliveries = written(batch);

        assertInstanceOf(Delivered.class, deliveries.get(0));
        assertEquals(
                ErrorCode.PATH_REFUSED,
                assertInstanceOf(Rejected.class, deliveries.get(1)).code());
        assertInstanceOf(Delivered.class, deliveries.get(2));
    }

    @Test
    void aTopicOfAnotherPartitionCountIsRefused() throws Exception {
        try (Admin admin = Admin.create(connection())) {
            admin.createTopics(List.of(new NewTopic(Names.EVENTS_TOPIC, 3, (short) 1)))
                    .all()
                    .get();
        }

        start();

        assertTrue(refusals.remove().reason().contains("has 3 partitions"));
        assertEquals(List.of(PathStatus.NOT_STORED), statuses(written(events(0, 1))));
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

    @Test
    void aFrozenBrokerIsKnownToBeDownUntilItAnswersAgain() throws Exception {
        start();
        broker.freeze();

        // Whoever waits when that is noticed hears so, and nothing is taken from then on.
        assertEquals(List.of(PathStatus.UNKNOWN), statuses(written(events(0, 1))));
        while (watch.get() instanceof TopicState.Ready) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertEquals(List.of(PathStatus.NOT_STORED), statuses(written(events(1, 1))));

        broker.thaw();
        awaitReady();
        assertEquals(List.of(PathStatus.STORED), statuses(written(events(2, 1))));
        List<String> ids = new TopicReading(connection())
                .allEvents().stream().map(EventEnvelope::getId).toList();
        assertFalse(ids.contains("e1"), "what was refused is in the log");
    }

    /** Answers of all batches are awaited before the broker heals: no answer depends on it. */
    @ParameterizedTest
    @EnumSource
    void everyEventIsAnsweredThroughAFaultAndWhatWasSaidStoredIsThere(Fault fault) throws Exception {
        start();
        List<EventEnvelope> sent = new ArrayList<>();
        List<CompletableFuture<List<Delivery>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<EventEnvelope> batch = events(i * 20, 20);
            sent.addAll(batch);
            answers.add(sink.write(batch).toCompletableFuture());
            if (i == 150) {
                List<Delivery> first = answers.getFirst().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
                assertEquals(List.of(PathStatus.STORED), statuses(first));
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
        Set<EventEnvelope> there = new HashSet<>(new TopicReading(connection()).allEvents());
        Set<String> ids = new HashSet<>();
        there.forEach(event -> ids.add(event.getId()));
        assertTrue(ids.containsAll(stored), "an event that was answered stored isn't in the log");
        assertTrue(new HashSet<>(sent).containsAll(there), "the log holds what nobody sent");
    }

    /** Sends new events, batch after batch, until a whole batch is stored; gives all that it sent. */
    private List<EventEnvelope> writeUntilStored(int first) throws Exception {
        List<EventEnvelope> sent = new ArrayList<>();
        long start = System.nanoTime();
        List<PathStatus> last = List.of();
        while (!last.equals(List.of(PathStatus.STORED))) {
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(GENEROUS_SECONDS), "doesn't recover");
            awaitReady();
            List<EventEnvelope> batch = events(first + sent.size(), 20);
            sent.addAll(batch);
            last = statuses(written(batch));
        }
        return sent;
    }
}

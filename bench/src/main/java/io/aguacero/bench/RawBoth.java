package io.aguacero.bench;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.aguacero.contracts.DeliveryPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The limit: the least that stores each event in Kafka and in RabbitMQ under the same acknowledgements, by asynchronous
 * clients, one event a record and a message, and nothing else. It runs in this JVM; the load is part of it.
 */
final class RawBoth implements Contender {
    private static final String LOG = "bench.raw";
    private static final int BODIES = 1_024;
    private static final int UNCONFIRMED_MAX = 1 << 20;
    private static final BasicProperties PERSISTENT = new BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .build();

    private final Set<DeliveryPath> paths;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Connection connection;
    private final Channel channel;
    private final Stores stores;
    private final BrokerLogs logs;
    private final byte[][] bodies = new byte[BODIES][];
    private final Recorder latencies = new Recorder(3);
    private final LongAdder failed = new LongAdder();
    // By number of publication; guarded by itself.
    private final @Nullable Sending[] unconfirmed = new Sending[UNCONFIRMED_MAX];
    // Only the thread that brings confirmations touches it.
    private long oldest = 1;

    RawBoth(Stores stores, Set<DeliveryPath> paths) throws Exception {
        this.stores = stores;
        this.paths = Set.copyOf(paths);
        Map<String, Object> kafka = Map.of("bootstrap.servers", stores.kafka.bootstrapServers());
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(LOG, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stores.kafka.bootstrapServers(),
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "linger.ms",
                        0,
                        "batch.size",
                        1 << 17),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(stores.rabbitMq.amqpUri());
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.queueDeclare(
                LOG, true, false, false, Map.of("x-queue-type", "stream", "x-max-length-bytes", 8_000_000_000L));
        channel.confirmSelect();
        channel.addConfirmListener(
                (tag, multiple) -> confirmed(tag, multiple, true), (tag, multiple) -> confirmed(tag, multiple, false));
        logs = new BrokerLogs(stores, LOG, 1, List.of(LOG));
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = Reading.json("0000raw0", i).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An event on its way; it is answered when the last path has it. */
    private final class Sending {
        private final long begun = System.nanoTime();
        private final AtomicInteger open = new AtomicInteger(paths.size());
        private final Semaphore slots;

        Sending(Semaphore slots) {
            this.slots = slots;
        }

        void stored(boolean good) {
            if (!good) {
                failed.increment();
            }
            if (open.decrementAndGet() == 0) {
                latencies.recordValue((System.nanoTime() - begun) / 1_000);
                slots.release();
            }
        }
    }

    @Override
    public Answers load(Shape shape, Duration duration) throws Exception {
        int most = Math.toIntExact(shape.eventsInFlight());
        Semaphore slots = new Semaphore(most);
        failed.reset();
        latencies.reset();
        long begin = System.nanoTime();
        long events = 0;
        while (System.nanoTime() - begin < duration.toNanos()) {
            send(bodies[(int) (events % BODIES)], slots);
            events++;
        }
        if (!slots.tryAcquire(most, 30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the brokers don't confirm what " + name() + " sent");
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        Histogram micros = latencies.getIntervalHistogram();
        return new Answers(
                events,
                seconds,
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                failed.sum());
    }

    private void send(byte[] body, Semaphore slots) throws Exception {
        if (!slots.tryAcquire(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the brokers don't confirm what " + name() + " sent");
        }
        Sending event = new Sending(slots);
        if (paths.contains(DeliveryPath.KAFKA)) {
            var unused = producer.send(new ProducerRecord<>(LOG, body), (stored, e) -> event.stored(e == null));
        }
        if (paths.contains(DeliveryPath.RABBITMQ)) {
            publish(event, body);
        }
    }

    private void publish(Sending event, byte[] body) throws IOException {
        synchronized (unconfirmed) {
            unconfirmed[(int) (channel.getNextPublishSeqNo() % UNCONFIRMED_MAX)] = event;
        }
        channel.basicPublish("", LOG, true, PERSISTENT, body);
    }

    private void confirmed(long tag, boolean multiple, boolean good) {
        for (long number = multiple ? oldest : tag; number <= tag; number++) {
            @Nullable Sending event;
            synchronized (unconfirmed) {
                int place = (int) (number % UNCONFIRMED_MAX);
                event = unconfirmed[place];
                unconfirmed[place] = null;
            }
            if (event != null) {
                event.stored(good);
            }
        }
        if (multiple) {
            oldest = tag + 1;
        }
    }

    @Override
    public Stores stores() {
        return stores;
    }

    @Override
    public String name() {
        return paths.size() == 1 ? "raw-kafka" : "raw-both";
    }

    @Override
    public Map<String, Long> processes() {
        return Map.of("client", ProcessHandle.current().pid());
    }

    @Override
    public Optional<BrokerLogs> logs() {
        return Optional.of(logs);
    }

    @Override
    public void close() {
        producer.close();
        connection.abort();
    }
}

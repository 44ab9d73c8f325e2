package io.aguacero.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.wire.EventPack;
import io.aguacero.localstack.process.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Counts the events in a topic of Kafka and in streams of RabbitMQ, of which nobody else writes meanwhile. */
final class BrokerLogs {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CREDIT = 500;
    /** Begins each event of a pack, and stands in none of the payloads. */
    private static final byte[] EVENT = "\"specversion\"".getBytes(StandardCharsets.US_ASCII);

    private final Map<TopicPartition, OffsetSpec> partitions;
    private final List<String> streams;
    private final Map<String, Object> kafka;
    private final ConnectionFactory rabbitMq;
    private final Map<String, Long> next = new ConcurrentHashMap<>();
    private long kafkaBefore;

    /**
     * Everything that these logs hold is new.
     *
     * @param streams of RabbitMQ; they must exist when events are counted
     */
    BrokerLogs(Stores stores, String topic, int topicPartitions, List<String> streams) throws Exception {
        this.partitions = IntStream.range(0, topicPartitions)
                .boxed()
                .collect(Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
        this.streams = List.copyOf(streams);
        this.kafka = stores.kafka.operator();
        this.rabbitMq = stores.rabbitMqOperator();
        rabbitMq.setMaxInboundMessageBodySize(64 << 20);
    }

    /** Events by path that have come since the last count, once no more come. */
    Map<DeliveryPath, Long> count() throws Exception {
        Map<DeliveryPath, Long> counted = new EnumMap<>(DeliveryPath.class);
        long end = kafkaSettled();
        counted.put(DeliveryPath.KAFKA, end - kafkaBefore);
        kafkaBefore = end;
        counted.put(DeliveryPath.RABBITMQ, readStreams());
        return counted;
    }

    private long kafkaSettled() {
        try (Admin admin = Admin.create(kafka)) {
            long[] last = {-1, System.nanoTime()};
            Until.within(PATIENCE, () -> {
                long now = end(admin);
                if (now != last[0]) {
                    last[0] = now;
                    last[1] = System.nanoTime();
                }
                return System.nanoTime() - last[1] > QUIET.toNanos();
            });
            return last[0];
        }
    }

    private long end(Admin admin) {
        return admin.listOffsets(partitions).all().toCompletionStage().toCompletableFuture().join().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private long readStreams() throws Exception {
        AtomicLong events = new AtomicLong();
        try (Connection connection = rabbitMq.newConnection()) {
            for (String stream : streams) {
                AtomicLong seen = new AtomicLong(System.nanoTime());
                Channel channel = connection.createChannel();
                channel.basicQos(CREDIT);
                channel.basicConsume(
                        stream,
                        false,
                        Map.of("x-stream-offset", next.getOrDefault(stream, 0L)),
                        new Counter(channel, stream, events, seen));
                Until.within(PATIENCE, () -> System.nanoTime() - seen.get() > QUIET.toNanos());
                channel.close();
            }
        }
        return events.get();
    }

    /** How many events a message holds. */
    static int events(AMQP.BasicProperties properties, byte[] body) {
        return EventPack.CONTENT_TYPE.equals(properties.getContentType()) ? occurrences(body) : 1;
    }

    private static int occurrences(byte[] body) {
        int found = 0;
        for (int i = 0; i <= body.length - EVENT.length; i++) {
            int matched = 0;
            while (matched < EVENT.length && body[i + matched] == EVENT[matched]) {
                matched++;
            }
            if (matched == EVENT.length) {
                found++;
                i += EVENT.length;
            }
        }
        return found;
    }

    /** Counts a stream's events, and keeps where to read on. */
    private final class Counter extends DefaultConsumer {
        private final String stream;
        private final AtomicLong events;
        private final AtomicLong seen;
        private int unacknowledged;

        Counter(Channel channel, String stream, AtomicLong events, AtomicLong seen) {
            super(channel);
            this.stream = stream;
            this.events = events;
            this.seen = seen;
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            long offset = ((Number) properties.getHeaders().get("x-stream-offset")).longValue();
            next.put(stream, offset + 1);
            events.addAndGet(events(properties, body));
            seen.set(System.nanoTime());
            if (++unacknowledged == CREDIT / 2) {
                getChannel().basicAck(envelope.getDeliveryTag(), true);
                unacknowledged = 0;
            }
        }
    }
}

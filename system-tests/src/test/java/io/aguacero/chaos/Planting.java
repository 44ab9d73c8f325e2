package io.aguacero.chaos;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records that the pipeline would never make straight into the logs, and remembers which. */
public final class Planting implements AutoCloseable {
    private static final String EVENTS = "aguacero.events";
    private static final int SHARDS = 4;

    private final String bootstrap;
    private final String amqp;
    private final Set<String> planted = new HashSet<>();
    private final KafkaConsumer<byte[], byte[]> ends;

    Planting(String bootstrap, String amqp) {
        this.bootstrap = bootstrap;
        this.amqp = amqp;
        this.ends = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Bodies, as the checker wants them. */
    Set<String> planted() {
        return Set.copyOf(planted);
    }

    /** Number of records in Kafka's log. */
    long journalEnd() {
        List<TopicPartition> partitions = java.util.stream.IntStream.range(0, SHARDS)
                .mapToObj(shard -> new TopicPartition(EVENTS, shard))
                .toList();
        return ends.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /**
     * A record in Kafka's log.
     *
     * @param headers by their whole name
     */
    public void inKafka(int shard, Map<String, String> headers, String body) throws Exception {
        planted.add(body);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "acks", "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    EVENTS, shard, "mixco".getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
            headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    /**
     * A message in a stream of RabbitMQ.
     *
     * @param items which of its events may not be counted: the body itself, or items of a pack
     */
    public void inRabbitMq(int shard, String contentType, Map<String, String> headers, String body, List<String> items)
            throws Exception {
        planted.addAll(items);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(amqp);
        try (Connection connection = factory.newConnection("planting");
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                    .contentType(contentType)
                    .headers(new HashMap<>(headers))
                    .build();
            channel.basicPublish(
                    EVENTS, Integer.toString(shard), true, properties, body.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(20_000);
        }
    }

    @Override
    public void close() {
        ends.close();
    }
}

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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records that the pipeline would never make straight into the logs, and remembers which. */
public final class Planting implements AutoCloseable {
    private static final String EVENTS = "aguacero.events";
    private static final String DEAD_LETTERS = "aguacero.dead-letters";
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

    /** A connection to RabbitMQ itself. */
    public Connection rabbitMq() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(amqp);
        return factory.newConnection("planting");
    }

    /** Whether Kafka takes dead letters: otherwise each one is too large for their topic, which is made if there is none. */
    public void takeDeadLetters(boolean take) throws Exception {
        try (Admin admin = admin()) {
            if (!admin.listTopics().names().get(20, TimeUnit.SECONDS).contains(DEAD_LETTERS)) {
                NewTopic topic = new NewTopic(DEAD_LETTERS, Optional.of(1), Optional.empty());
                admin.createTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
            }
            ConfigEntry largest = new ConfigEntry("max.message.bytes", take ? "1048588" : "1");
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, DEAD_LETTERS),
                            List.of(new AlterConfigOp(largest, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** For Kafka's own administration. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /**
     * A record in Kafka's log.
     *
     * @param headers by their whole name
     */
    public void inKafka(int shard, Map<String, String> headers, String body) throws Exception {
        planted.add(body);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    EVENTS, shard, "mixco".getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
            headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get(20, TimeUnit.SECONDS);
        }
    }

    /** So many records in Kafka's log that are of no use. */
    public void fill(int shard, long records) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (long i = 0; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(EVENTS, shard, new byte[0], new byte[] {'-'}));
            }
            producer.flush();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * A message in a stream of RabbitMQ.
     *
     * @param items which of its events may not be counted: the body itself, or items of a pack
     */
    public void inRabbitMq(int shard, String contentType, Map<String, String> headers, String body, List<String> items)
            throws Exception {
        planted.addAll(items);
        try (Connection connection = rabbitMq();
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

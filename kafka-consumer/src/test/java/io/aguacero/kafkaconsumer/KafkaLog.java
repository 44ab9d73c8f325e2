package io.aguacero.kafkaconsumer;

import io.aguacero.aggregation.consuming.LogUnderTest;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.localstack.LocalKafka;
import io.aguacero.localstack.LocalServer;
import io.aguacero.localstack.process.Until;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The events topic of a real Kafka, written to by a plain producer. */
final class KafkaLog implements LogUnderTest {
    private final LocalKafka kafka;
    private int partitions;

    KafkaLog(Path directory) {
        kafka = new LocalKafka(directory);
        kafka.start();
    }

    @Override
    public DeliveryPath path() {
        return DeliveryPath.KAFKA;
    }

    @Override
    public LocalServer broker() {
        return kafka;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
    }

    @Override
    public void create(int shards) throws Exception {
        partitions = shards;
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(Names.EVENTS_TOPIC, Optional.of(shards), Optional.empty())))
                    .all()
                    .get();
        }
    }

    @Override
    public void delete(int shards) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(Names.EVENTS_TOPIC)).all().get();
            Until.within(Duration.ofSeconds(30), () -> !topics(admin).contains(Names.EVENTS_TOPIC));
        }
    }

    @Override
    public void put(List<EventEnvelope> events) throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (EventEnvelope event : events) {
            records.add(eventRecord(event, new Shards(partitions).shardOf(event)));
        }
        send(records);
    }

    @Override
    public void putAround(EventEnvelope before, byte[] broken, EventEnvelope after, int shard) throws Exception {
        send(List.of(
                eventRecord(before, shard),
                new ProducerRecord<>(Names.EVENTS_TOPIC, shard, null, broken),
                eventRecord(after, shard)));
    }

    @Override
    public List<Letter> letters() {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        TopicPartition topic = new TopicPartition(Names.DEAD_LETTERS_TOPIC, 0);
        List<Letter> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            reader.assign(List.of(topic));
            reader.seekToBeginning(List.of(topic));
            long end = reader.endOffsets(List.of(topic)).get(topic);
            while (reader.position(topic) < end) {
                reader.poll(Duration.ofSeconds(1)).forEach(letter -> letters.add(letter(letter)));
            }
        }
        return letters;
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> letter) {
        Map<String, String> headers = new HashMap<>();
        letter.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Letter(letter.value(), headers);
    }

    private static ProducerRecord<byte[], byte[]> eventRecord(EventEnvelope event, int shard) {
        ProducerRecord<byte[], byte[]> one = new ProducerRecord<>(
                Names.EVENTS_TOPIC,
                shard,
                event.getKey().getBytes(StandardCharsets.UTF_8),
                event.getPayload().toByteArray());
        CloudEventHeaders.write(
                event, (name, value) -> one.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return one;
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all", "linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (int i : IntStream.range(0, sent.size()).toArray()) {
                sent.get(i).get();
            }
        }
    }

    private static java.util.Set<String> topics(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}

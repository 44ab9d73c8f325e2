package io.aguacero.rabbitwriter.relay.kafka;

import com.google.protobuf.ByteString;
import io.aguacero.contracts.Names;
import io.aguacero.contracts.Shards;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The events topic of a real Kafka, written as kafka-writer does, and what is committed of it, by plain clients. */
final class JournalUnderTest implements AutoCloseable {
    private static final long GENEROUS_SECONDS = 60;

    private final Shards shards;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<EventEnvelope> marked = new ArrayList<>();
    private int numbered;

    JournalUnderTest(String bootstrapServers, int shards) {
        this.shards = new Shards(shards);
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.ACKS_CONFIG, "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Makes the topic. Each partition then takes a record that isn't marked, one after the other: with several in flight to
     * a leader that doesn't know of it yet, an idempotent producer may be out of sequence for minutes.
     */
    void create() throws Exception {
        admin.createTopics(List.of(new NewTopic(Names.EVENTS_TOPIC, shards.count(), (short) 1)))
                .all()
                .get(GENEROUS_SECONDS, TimeUnit.SECONDS);
        for (int shard = 0; shard < shards.count(); shard++) {
            producer.send(new ProducerRecord<>(Names.EVENTS_TOPIC, shard, null, new byte[0]))
                    .get(GENEROUS_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Appends events of 37 keys, of which a third has no mark. */
    void append(int count) throws Exception {
        for (EventEnvelope event : IntStream.range(numbered, numbered + count)
                .mapToObj(JournalUnderTest::event)
                .toList()) {
            boolean relayed = numbered % 3 != 0;
            if (relayed) {
                marked.add(event);
            }
            ProducerRecord<byte[], byte[]> sent = new ProducerRecord<>(
                    Names.EVENTS_TOPIC,
                    shards.shardOf(event),
                    event.getKeyBytes().toByteArray(),
                    event.getPayload().toByteArray());
            CloudEventHeaders.write(
                    relayed ? event.toBuilder().setRelay("rabbitmq").build() : event,
                    (name, value) -> sent.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            var unused = producer.send(sent);
            numbered++;
        }
        producer.flush();
    }

    private static EventEnvelope event(int number) {
        return EventEnvelope.newBuilder()
                .setTenant("default")
                .setKind("lake.level")
                .setSource("urn:test")
                .setId("e" + number)
                .setTimeMicros(1_700_000_000_000_000L + number)
                .setAcceptedAtMicros(1_700_000_000_000_000L + number)
                .setKey("key-" + number % 37)
                .setPayload(ByteString.copyFromUtf8("{ \"lake\": \"atitlan\",\"n\":" + number + " }"))
                .build();
    }

    /** The marked ones among what was appended, without their mark. */
    List<EventEnvelope> marked() {
        return marked;
    }

    List<EventEnvelope> marked(int shard) {
        return marked.stream().filter(event -> shards.shardOf(event) == shard).toList();
    }

    /** Offsets of shards that the group has committed. */
    Map<Integer, Long> committed() throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(Names.RELAY_GROUP)
                .partitionsToOffsetAndMetadata()
                .get(GENEROUS_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, offset) -> Optional.ofNullable(offset)
                        .ifPresent(known -> committed.put(partition.partition(), known.offset())));
        return committed;
    }

    /** Offsets after the last record of each shard. */
    Map<Integer, Long> ends() throws Exception {
        return admin
                .listOffsets(IntStream.range(0, shards.count())
                        .boxed()
                        .collect(Collectors.toMap(JournalUnderTest::partition, shard -> OffsetSpec.latest())))
                .all()
                .get(GENEROUS_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().partition(),
                        entry -> entry.getValue().offset()));
    }

    void commit(Map<Integer, Long> offsets) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        offsets.forEach((shard, offset) -> positions.put(partition(shard), new OffsetAndMetadata(offset)));
        admin.alterConsumerGroupOffsets(Names.RELAY_GROUP, positions).all().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
    }

    void deleteBefore(int shard, long offset) throws Exception {
        admin.deleteRecords(Map.of(partition(shard), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get(GENEROUS_SECONDS, TimeUnit.SECONDS);
    }

    private static TopicPartition partition(int shard) {
        return new TopicPartition(Names.EVENTS_TOPIC, shard);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}

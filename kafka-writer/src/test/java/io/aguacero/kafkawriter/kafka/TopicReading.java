package io.aguacero.kafkawriter.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the whole topic back with a plain consumer. */
final class TopicReading {
    private final Map<Integer, List<EventEnvelope>> byShard = new TreeMap<>();

    TopicReading(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Names.EVENTS_TOPIC).stream()
                    .map(info -> new TopicPartition(Names.EVENTS_TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
                    byShard.computeIfAbsent(found.partition(), shard -> new ArrayList<>())
                            .add(decoded(found));
                }
            }
        }
    }

    List<EventEnvelope> events(int shard) {
        return byShard.getOrDefault(shard, List.of());
    }

    List<EventEnvelope> allEvents() {
        return byShard.values().stream().flatMap(List::stream).toList();
    }

    private static EventEnvelope decoded(ConsumerRecord<byte[], byte[]> found) {
        DecodedEvent event = CloudEventHeaders.read(
                name -> {
                    Header header = found.headers().lastHeader(name);
                    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
                },
                new String(found.key(), StandardCharsets.UTF_8),
                found.value());
        return ((DecodedEvent.Readable) event).event();
    }
}

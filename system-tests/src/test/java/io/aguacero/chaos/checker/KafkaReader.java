package io.aguacero.chaos.checker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginning to their end with a plain client. */
final class KafkaReader {
    private static final String EVENTS = "aguacero.events";
    private static final String DEAD_LETTERS = "aguacero.dead-letters";

    private final String bootstrap;

    KafkaReader(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    List<LogEvent> events() {
        List<LogEvent> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(EVENTS)) {
            LogEvent.Place place = new LogEvent.Place(LogPath.KAFKA, record.partition(), record.offset());
            Map<String, String> attributes = new HashMap<>();
            headers(record).forEach((name, value) -> {
                if (name.startsWith("ce_")) {
                    attributes.put(name.substring(3), value);
                }
            });
            if (record.key() != null) {
                attributes.put("partitionkey", new String(record.key(), StandardCharsets.UTF_8));
            }
            events.add(EventDecoder.single(place, attributes, record.value() == null ? new byte[0] : record.value()));
        }
        return events;
    }

    List<DeadLetter> deadLetters() {
        return records(DEAD_LETTERS).stream()
                .map(record -> DeadLetters.read(headers(record)))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    /** In the order of the log, partition after partition; none while there is no such topic. */
    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().getOrDefault(topic, List.of()).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        return records;
    }
}

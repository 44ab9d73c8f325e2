package io.aguacero.insights.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import io.aguacero.insights.reconciliation.LogFeed;
import io.aguacero.insights.reconciliation.ScannedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Partitions of the events' topic. It joins no group and commits nothing. */
final class KafkaFeed implements LogFeed {
    private static final byte[] NOTHING = {};

    private final Consumer<byte[], byte[]> consumer;

    /** Closes the consumer with itself. */
    KafkaFeed(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void read(int shard, long from) throws IOException {
        try {
            assign(partition(shard));
            consumer.seek(partition(shard), from);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    @Override
    public void readSince(int shard, long sinceMillis) throws IOException {
        try {
            TopicPartition one = partition(shard);
            assign(one);
            OffsetAndTimestamp from = consumer.offsetsForTimes(Map.of(one, Math.max(0, sinceMillis)))
                    .get(one);
            if (from == null) {
                consumer.seekToEnd(Set.of(one));
            } else {
                consumer.seek(one, from.offset());
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    private void assign(TopicPartition one) {
        Set<TopicPartition> partitions = new HashSet<>(consumer.assignment());
        partitions.add(one);
        consumer.assign(partitions);
    }

    @Override
    public List<ScannedRecord> poll(Duration patience) throws IOException {
        try {
            List<ScannedRecord> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(patience)) {
                records.add(new ScannedRecord(each.partition(), each.offset(), List.of(decode(each))));
            }
            return records;
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    @Override
    public void pause(int shard, boolean paused) {
        Set<TopicPartition> one = Set.of(partition(shard));
        if (paused) {
            consumer.pause(one);
        } else {
            consumer.resume(one);
        }
    }

    @Override
    public boolean atEnd(int shard) throws IOException {
        try {
            TopicPartition one = partition(shard);
            return consumer.position(one) >= consumer.endOffsets(Set.of(one)).getOrDefault(one, 0L);
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }

    private static DecodedEvent decode(ConsumerRecord<byte[], byte[]> each) {
        String key = each.key() == null ? null : new String(each.key(), StandardCharsets.UTF_8);
        return CloudEventHeaders.read(name -> header(each, name), key, each.value() == null ? NOTHING : each.value());
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> each, String name) {
        Header header = each.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static TopicPartition partition(int shard) {
        return new TopicPartition(Names.EVENTS_TOPIC, shard);
    }

    private static IOException failed(KafkaException e) {
        return new IOException("Kafka: " + e, e);
    }
}

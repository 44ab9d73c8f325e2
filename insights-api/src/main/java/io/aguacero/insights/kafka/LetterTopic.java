package io.aguacero.insights.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.insights.letters.LetterLog;
import io.aguacero.insights.letters.StoredLetter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The dead letters of the Kafka path, read by a consumer of its own without a group. */
public final class LetterTopic implements LetterLog {
    private static final TopicPartition PARTITION = new TopicPartition(Names.DEAD_LETTERS_TOPIC, 0);
    private static final int FETCH_BYTES = 1 << 20;
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaAccess access;

    /** Doesn't connect yet. */
    public LetterTopic(KafkaAccess access) {
        this.access = access;
    }

    @Override
    public void read(long from, Visitor visitor) throws IOException {
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer = open();
            if (!consumer.partitionsFor(PARTITION.topic()).isEmpty()) {
                read(consumer, from, visitor);
            }
        } catch (KafkaException e) {
            throw new IOException("Kafka: " + e.getMessage(), e);
        } finally {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer, long from, Visitor visitor) throws IOException {
        List<TopicPartition> partitions = List.of(PARTITION);
        consumer.assign(partitions);
        long begin = consumer.beginningOffsets(partitions).getOrDefault(PARTITION, 0L);
        long end = consumer.endOffsets(partitions).getOrDefault(PARTITION, 0L);
        consumer.seek(PARTITION, Math.max(begin, from));
        long lastProgress = System.nanoTime();
        while (consumer.position(PARTITION) < end) {
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                lastProgress = System.nanoTime();
                if (each.offset() >= end
                        || !visitor.visit(
                                each.offset(),
                                StoredLetter.read(name -> text(each.headers(), name), body(each), each.offset()))) {
                    return;
                }
            }
            if (System.nanoTime() - lastProgress > access.timeout().toNanos()) {
                throw new IOException("Kafka gives no record within " + access.timeoutMillis() + " ms");
            }
        }
    }

    private static byte[] body(ConsumerRecord<byte[], byte[]> each) {
        return each.value() == null ? new byte[0] : each.value();
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private KafkaConsumer<byte[], byte[]> open() {
        int millis = access.timeoutMillis();
        return new KafkaConsumer<>(
                access.settings(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "aguacero-insights-letters",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        millis,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}

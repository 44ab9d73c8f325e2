package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.aggregation.LogBounds;
import io.aguacero.aggregation.LogRecord;
import io.aguacero.aggregation.reading.RecordChunk;
import io.aguacero.aggregation.reading.RecordFeed;
import io.aguacero.aggregation.reading.ShardLog;
import io.aguacero.contracts.wire.HeaderReader;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the events topic as a shard's log, from its assignment to its revocation. What comes from the channel
 * is only put aside, never waited for, so that the connector goes on polling whatever becomes of a shard; a partition
 * whose records wait is paused until half of them are applied.
 */
final class PartitionLog implements ShardLog {
    /** About what a decoded event takes besides its payload, key and attributes, which weigh less than the objects. */
    private static final int EVENT_BYTES = 600;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Supplier<CompletionStage<String>> topicId;
    private final TopicPartition partition;
    private final KafkaConsumerConfig config;
    private final IntConsumer refuse;
    private final HeaderReader headers = new HeaderReader();
    private @Nullable Delivery delivery;
    private String readFromTopic = "";
    private long seen = -1;
    private boolean held;

    /**
     * @param topicId asks which topic it is now
     * @param refuse told how many partitions the topic has when it hasn't one a shard
     */
    PartitionLog(
            KafkaConsumer<byte[], byte[]> consumer,
            Supplier<CompletionStage<String>> topicId,
            TopicPartition partition,
            KafkaConsumerConfig config,
            IntConsumer refuse) {
        this.consumer = consumer;
        this.topicId = topicId;
        this.partition = partition;
        this.config = config;
        this.refuse = refuse;
    }

    @Override
    public CompletionStage<LogBounds> bounds() {
        CompletionStage<LogBounds> bounds = consumer.runOnPollingThread(client -> {
                    return bounds(client);
                })
                .subscribeAsCompletionStage();
        return topicId.get().thenCombine(bounds, (id, now) -> {
            compare(id);
            return now;
        });
    }

    /** What comes of another topic of the same name must not be taken for what comes next: who reads begins anew. */
    private synchronized void compare(String id) {
        Delivery current = delivery;
        if (current != null && !id.equals(readFromTopic)) {
            delivery = null;
            current.feed().close();
        }
        readFromTopic = id;
    }

    private LogBounds bounds(Consumer<byte[], byte[]> client) {
        int partitions =
                client.partitionsFor(partition.topic(), config.brokerTimeout()).size();
        if (partitions != config.shards()) {
            refuse.accept(partitions);
            throw new IllegalStateException("the topic has " + partitions + " partitions");
        }
        Set<TopicPartition> one = Set.of(partition);
        long first = client.beginningOffsets(one, config.brokerTimeout()).get(partition);
        return new LogBounds(
                first, client.endOffsets(one, config.brokerTimeout()).get(partition));
    }

    @Override
    public CompletionStage<Void> readFrom(long offset, RecordFeed feed) {
        return consumer.runOnPollingThread(client -> {
                    begin(client, offset, feed);
                })
                .subscribeAsCompletionStage();
    }

    @Override
    public synchronized void pause() {
        delivery = null;
        onPollingThread(client -> client.pause(Set.of(partition)));
    }

    /**
     * Takes what the channel brought of this partition. Never blocks.
     *
     * @param generation of the consumer group when it was polled; -1 while there was none
     */
    synchronized void deliver(List<ConsumerRecord<byte[], byte[]>> records, int generation) {
        Delivery current = delivery;
        if (current == null) {
            hold(); // the connector resumes every partition after a jam of its own
        } else {
            Polled fresh = new Polled(current.feed(), records.size());
            for (ConsumerRecord<byte[], byte[]> polled : records) {
                if (current.fence().passes(polled.offset(), generation)) {
                    fresh.add(polled);
                }
            }
            if (!fresh.records.isEmpty()) {
                current.feed().offer(fresh);
            }
            if (current.feed().pendingBytes() > config.waitingBytesMax()) {
                hold();
            }
        }
        seen = Math.max(seen, records.getLast().offset());
    }

    private void begin(Consumer<byte[], byte[]> client, long offset, RecordFeed feed) {
        long position = client.position(partition, config.brokerTimeout());
        int generation = client.groupMetadata().generationId();
        synchronized (this) {
            delivery = new Delivery(feed, new SeekFence(offset, position, seen, generation));
            held = false;
        }
        client.seek(partition, offset);
        client.resume(Set.of(partition));
    }

    private synchronized void hold() {
        held = true;
        onPollingThread(client -> client.pause(Set.of(partition)));
    }

    private synchronized void release(RecordFeed feed) {
        if (held
                && delivery != null
                && delivery.feed() == feed
                && feed.pendingBytes() <= config.waitingBytesMax() / 2) {
            held = false;
            onPollingThread(client -> client.resume(Set.of(partition)));
        }
    }

    /** A partition that is no longer assigned has nothing to pause or resume. */
    private void onPollingThread(java.util.function.Consumer<Consumer<byte[], byte[]>> action) {
        consumer.runOnPollingThread(client -> {
                    if (client.assignment().contains(partition)) {
                        action.accept(client);
                    }
                })
                .subscribe()
                .with(done -> {}, closed -> {});
    }

    private record Delivery(RecordFeed feed, SeekFence fence) {}

    /** What one poll brought, decoded already: the records as they came would fill the memory, and the collector's time. */
    private final class Polled implements RecordChunk {
        private final List<LogRecord> records;
        private final RecordFeed feed;
        private int bytes;

        Polled(RecordFeed feed, int size) {
            this.feed = feed;
            this.records = new ArrayList<>(size);
        }

        void add(ConsumerRecord<byte[], byte[]> polled) {
            records.add(RecordDecoding.decode(polled, readFromTopic, headers));
            bytes += EVENT_BYTES + Math.max(0, polled.serializedKeySize()) + Math.max(0, polled.serializedValueSize());
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public List<LogRecord> decode() {
            return records;
        }

        @Override
        public void applied() {
            release(feed);
        }
    }
}

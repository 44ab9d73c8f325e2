package io.aguacero.rabbitwriter.relay.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.rabbitwriter.config.RabbitWriterConfig;
import io.aguacero.rabbitwriter.relay.MarkedEvent;
import io.aguacero.rabbitwriter.relay.RelayPosition;
import io.aguacero.rabbitwriter.relay.RelayShards;
import io.aguacero.rabbitwriter.relay.ShardRelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal as one member of the relay's group sees it: what a poll brings goes to its shard, and how far each shard has
 * come is committed. By one thread alone.
 */
final class Journal implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    // Retries of packs wait for the end of a poll, so it is short.
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> client;
    private final RelayShards shards;
    private final int count;
    private final long commitNanos;
    private final Map<TopicPartition, RelayPosition> committed = new HashMap<>();
    private long committedAt = System.nanoTime();

    Journal(Consumer<byte[], byte[]> client, RelayShards shards, RabbitWriterConfig config) {
        this.client = client;
        this.shards = shards;
        this.count = config.shards();
        this.commitNanos = config.relay().commitEvery().toNanos();
    }

    /** Polls once, and does what is due. */
    void readOn() {
        ConsumerRecords<byte[], byte[]> polled = poll();
        for (TopicPartition partition : polled.partitions()) {
            shards.of(partition.partition()).ifPresent(relay -> offer(relay, polled.records(partition)));
        }
        shards.all().forEach(ShardRelay::tick);
        holdWhatIsFull();
        if (System.nanoTime() - committedAt >= commitNanos) {
            committedAt = System.nanoTime();
            commit();
            measure();
        }
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return client.poll(POLL);
        } catch (NoOffsetForPartitionException e) {
            LOG.info("relay begins at the beginning, where nothing was ever committed, partitions={}", e.partitions());
            client.seekToBeginning(e.partitions());
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(this::halt);
        }
        return ConsumerRecords.empty();
    }

    private void halt(TopicPartition partition, long offset) {
        client.pause(Set.of(partition));
        // To the same place, but without what Kafka would go on finding wrong with it at each poll.
        client.seek(partition, offset);
        halt(
                partition,
                "offset " + offset + " isn't in the log of " + partition
                        + ": it was cut, or the events there have expired");
    }

    private void halt(TopicPartition partition, String reason) {
        LOG.error("relay halted, shard={}, reason={}", partition.partition(), reason);
        shards.of(partition.partition()).ifPresent(relay -> relay.halt(reason));
    }

    private void offer(ShardRelay relay, List<ConsumerRecord<byte[], byte[]>> records) {
        List<MarkedEvent> marked = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> journal : records) {
            if (MarkedRecords.isMarked(journal)) {
                MarkedEvent event = MarkedRecords.read(journal);
                if (event == null) {
                    LOG.warn(
                            "relay passes over what is no event, shard={}, offset={}", relay.shard(), journal.offset());
                    shards.unreadable();
                } else {
                    marked.add(event);
                }
            }
        }
        ConsumerRecord<byte[], byte[]> last = records.getLast();
        relay.offer(marked, new RelayPosition(last.offset() + 1, last.leaderEpoch()));
    }

    private void holdWhatIsFull() {
        Set<TopicPartition> held = client.paused();
        for (ShardRelay relay : shards.all()) {
            TopicPartition partition = partition(relay);
            if (relay.full() && !held.contains(partition)) {
                client.pause(Set.of(partition));
            } else if (held.contains(partition)
                    && relay.hasRoom()
                    && relay.halted().isEmpty()) {
                client.resume(Set.of(partition));
            }
        }
    }

    /** Leaves the positions that have moved; a commit that fails is made good by the next one. */
    private void commit() {
        Map<TopicPartition, RelayPosition> moved = moved(shards.all());
        if (!moved.isEmpty()) {
            client.commitAsync(offsets(moved), (offsets, failure) -> {
                if (failure == null) {
                    committed.putAll(moved);
                } else {
                    LOG.debug("relay's positions aren't committed", failure);
                }
            });
        }
    }

    /** Commits, and waits for it, but not for long: what isn't committed is only relayed again. */
    void commitNow() {
        commitNow(moved(shards.all()));
    }

    private void commitNow(Map<TopicPartition, RelayPosition> moved) {
        try {
            if (!moved.isEmpty()) {
                client.commitSync(offsets(moved), ANSWER);
                committed.putAll(moved);
            }
        } catch (KafkaException e) {
            LOG.debug("relay's positions aren't committed", e);
        }
    }

    private Map<TopicPartition, RelayPosition> moved(Collection<ShardRelay> relays) {
        Map<TopicPartition, RelayPosition> moved = new HashMap<>();
        for (ShardRelay relay : relays) {
            TopicPartition partition = partition(relay);
            relay.position()
                    .filter(position -> relay.halted().isEmpty() && !position.equals(committed.get(partition)))
                    .ifPresent(position -> moved.put(partition, position));
        }
        return moved;
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, RelayPosition> positions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) ->
                offsets.put(partition, new OffsetAndMetadata(position.next(), position.leaderEpoch(), "")));
        return offsets;
    }

    /** Asks for the log's ends, as a partition that is held brings no news of them. */
    private void measure() {
        Map<TopicPartition, ShardRelay> relays =
                shards.all().stream().collect(Collectors.toMap(Journal::partition, relay -> relay));
        try {
            Map<TopicPartition, Long> ends = client.endOffsets(relays.keySet(), ANSWER);
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                long start = client.position(end.getKey(), ANSWER);
                relays.get(end.getKey()).measured(end.getValue(), start);
            }
        } catch (KafkaException e) {
            LOG.debug("relay doesn't know how far it is behind", e);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            committed.remove(partition);
            ShardRelay relay = shards.assigned(partition.partition());
            if (partition.partition() >= count) {
                client.pause(Set.of(partition));
                halt(partition, "aguacero.rabbit-writer.shards is " + count + ", but the topic has more partitions");
            }
            LOG.info("relay follows shard={}", relay.shard());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        List<ShardRelay> leaving = partitions.stream()
                .flatMap(partition -> shards.of(partition.partition()).stream())
                .toList();
        leaving.forEach(ShardRelay::stop);
        commitNow(moved(leaving));
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> shards.revoked(partition.partition()));
    }

    private static TopicPartition partition(ShardRelay relay) {
        return new TopicPartition(Names.EVENTS_TOPIC, relay.shard());
    }
}

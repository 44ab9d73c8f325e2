package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.aggregation.checkpoint.Checkpoints;
import io.aguacero.aggregation.checkpoint.NewestCheckpoint;
import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.Names;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Checkpoints in their compacted topic, which is created when absent. A shard's are in the partition of its number, under
 * one key: the newest is the partition's last record, which no compaction takes.
 */
@ApplicationScoped
public class KafkaCheckpoints implements Checkpoints {
    private static final Logger LOG = Logger.getLogger(KafkaCheckpoints.class);
    /** What a record has beside its value: key, and the batch's own fields. */
    private static final int RECORD_OVERHEAD = 1_024;
    /** A segment is compacted once it is full: room for several checkpoints, none for a long history. */
    private static final int SEGMENT_CHECKPOINTS = 2;

    private final MutinyEmitter<byte[]> emitter;
    private final Map<String, Object> kafka;
    private final KafkaConsumerConfig config;
    private final Uni<Void> topic;

    KafkaCheckpoints(
            @Channel("checkpoints") MutinyEmitter<byte[]> emitter,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            KafkaConsumerConfig config) {
        this.emitter = emitter;
        this.kafka = kafka;
        this.config = config;
        int recordMax = config.checkpointBytesMax() + RECORD_OVERHEAD;
        this.topic = new OwnTopic(
                        Names.CHECKPOINTS_TOPIC,
                        config.shards(),
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(recordMax),
                                TopicConfig.SEGMENT_BYTES_CONFIG,
                                Integer.toString(recordMax * SEGMENT_CHECKPOINTS),
                                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                                "0.1"),
                        kafka,
                        config.brokerTimeout())
                .created();
    }

    @Override
    public CompletionStage<Boolean> write(int shard, byte[] checkpoint) {
        return topic.chain(() -> emitter.sendMessage(message(shard, checkpoint)))
                .ifNoItem()
                .after(config.brokerTimeout())
                .fail()
                .replaceWith(true)
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("the checkpoint of shard %d isn't written: %s", shard, failure);
                    return false;
                })
                .subscribeAsCompletionStage();
    }

    private static Message<byte[]> message(int shard, byte[] checkpoint) {
        String key = DeliveryPath.KAFKA.storePrefix() + ":" + shard;
        return Message.of(checkpoint)
                .addMetadata(OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withPartition(shard)
                        .withKey(key.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    @Override
    public CompletionStage<NewestCheckpoint> newest(int shard) {
        CompletableFuture<NewestCheckpoint> newest = new CompletableFuture<>();
        Thread.ofVirtual().name("checkpoint-" + shard).start(() -> {
            try {
                newest.complete(read(shard));
            } catch (KafkaException e) {
                newest.complete(new NewestCheckpoint.Down(e.toString()));
            } catch (RuntimeException | Error e) {
                newest.completeExceptionally(e);
            }
        });
        return newest;
    }

    private NewestCheckpoint read(int shard) {
        Duration timeout = config.brokerTimeout();
        TopicPartition partition = new TopicPartition(Names.CHECKPOINTS_TOPIC, shard);
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (reader.listTopics(timeout)
                            .getOrDefault(Names.CHECKPOINTS_TOPIC, List.of())
                            .size()
                    <= shard) {
                return new NewestCheckpoint.None();
            }
            long end = reader.endOffsets(Set.of(partition), timeout).get(partition);
            if (end == 0) {
                return new NewestCheckpoint.None();
            }
            reader.assign(Set.of(partition));
            reader.seek(partition, end - 1);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<byte[], byte[]> found : reader.poll(Duration.ofMillis(100))) {
                    return found.value() == null
                            ? new NewestCheckpoint.None()
                            : new NewestCheckpoint.Found(found.value());
                }
            }
            return new NewestCheckpoint.Down("the broker doesn't give the record at " + (end - 1));
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        kafka.forEach((name, value) -> {
            if (ConsumerConfig.configNames().contains(name)) {
                settings.put(name, value);
            }
        });
        int millis = Math.toIntExact(config.brokerTimeout().toMillis());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return settings;
    }
}

package io.aguacero.kafkaconsumer.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.kafkaconsumer.AssignedShards;
import io.aguacero.kafkaconsumer.config.KafkaConsumerConfig;
import io.quarkus.runtime.Quarkus;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * The channel of the SmallRye connector, and who its partitions are given to. An assigned partition is paused until its
 * shard's position is known; the group's committed offsets decide nothing.
 */
@ApplicationScoped
@Default
@Identifier(EventsChannel.NAME)
public class EventsChannel implements KafkaConsumerRebalanceListener {
    /** Name of the channel, and of the rebalance listener, in the configuration. */
    static final String NAME = "events";

    private static final Logger LOG = Logger.getLogger(EventsChannel.class);

    private final KafkaClientService clients;
    private final AssignedShards shards;
    private final KafkaConsumerConfig config;
    private final TopicId topicId;
    private final Map<Integer, PartitionLog> logs = new ConcurrentHashMap<>();
    private volatile boolean joined;

    EventsChannel(KafkaClientService clients, AssignedShards shards, KafkaConsumerConfig config, TopicId topicId) {
        this.clients = clients;
        this.shards = shards;
        this.config = config;
        this.topicId = topicId;
    }

    /** Hands what a poll brought to its shards. Never waits, so that the connector never stops polling. */
    @Incoming(NAME)
    Uni<Void> deliver(
            ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata) {
        for (TopicPartition partition : records.partitions()) {
            PartitionLog log = logs.get(partition.partition());
            if (log != null) {
                log.deliver(records.records(partition), metadata.getConsumerGroupGenerationId());
            }
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        joined = !partitions.isEmpty() || isSpare(client);
        client.pause(partitions);
        client.seekToEnd(partitions); // anywhere: nothing is fetched before the shard's reader has sought
        for (TopicPartition partition : partitions) {
            PartitionLog log = new PartitionLog(consumer(), topicId::now, partition, config, this::refuse);
            logs.put(partition.partition(), log);
            shards.assigned(partition.partition(), log);
        }
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> client, Collection<TopicPartition> partitions) {
        shards.revoked(partitions.stream().map(TopicPartition::partition).toList());
        partitions.forEach(partition -> logs.remove(partition.partition()));
    }

    /** Nothing was assigned: because others have all partitions, or because the topic isn't there yet. */
    private boolean isSpare(Consumer<?, ?> client) {
        try {
            return client.listTopics(config.brokerTimeout()).containsKey(Names.EVENTS_TOPIC);
        } catch (KafkaException e) {
            LOG.debugf("the broker doesn't say which topics there are: %s", e);
            return false;
        }
    }

    /** Whether the consumer group has answered, with partitions or, when others have them all, without. */
    public boolean joined() {
        return joined;
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return clients.getConsumer(NAME);
    }

    private void refuse(int partitions) {
        LOG.errorf(
                "topic %s has %d partitions but aguacero.kafka-consumer.shards is %d: they must be the same",
                Names.EVENTS_TOPIC, partitions, config.shards());
        Quarkus.asyncExit(1);
    }
}

package io.aguacero.insights.kafka;

import io.aguacero.contracts.Names;
import io.aguacero.insights.reconciliation.RelayProgress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** The relay's position: what its group has committed. Asked only when a journal kind's events are on Kafka alone. */
public final class RelayGroup implements RelayProgress {
    private static final Logger LOG = Logger.getLogger(RelayGroup.class);

    private final KafkaAccess access;

    /** Doesn't connect yet. */
    public RelayGroup(KafkaAccess access) {
        this.access = access;
    }

    @Override
    public Map<Integer, Long> relayedTo() {
        Map<Integer, Long> relayed = new HashMap<>();
        try (Admin admin = Admin.create(access.settings(Map.of()))) {
            admin.listConsumerGroupOffsets(Names.RELAY_GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(access.timeoutMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, position) -> {
                        if (partition.topic().equals(Names.EVENTS_TOPIC) && Objects.nonNull(position)) {
                            relayed.put(partition.partition(), position.offset());
                        }
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.debugf("the relay's position can't be told: %s", e.toString());
        }
        return relayed;
    }
}

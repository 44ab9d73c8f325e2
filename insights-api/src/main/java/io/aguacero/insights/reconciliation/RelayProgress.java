package io.aguacero.insights.reconciliation;

import java.util.Map;

/** How far the relay has come that brings what the journal holds to RabbitMQ. */
@FunctionalInterface
public interface RelayProgress {
    /** Offsets up to which each of Kafka's shards is relayed; empty when that can't be told. Blocks. */
    Map<Integer, Long> relayedTo();
}

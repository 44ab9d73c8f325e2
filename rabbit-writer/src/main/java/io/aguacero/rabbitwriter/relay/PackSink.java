package io.aguacero.rabbitwriter.relay;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Delivery;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where a shard's events go: its stream. */
@FunctionalInterface
public interface PackSink {
    /**
     * Publishes events in one message. Never blocks; the stage never completes exceptionally, and always within the
     * sink's own deadline, with one delivery an event.
     *
     * @param shard whose stream it is
     * @param pack at least one event, and as many as fit one message
     */
    CompletionStage<List<Delivery>> publish(int shard, List<EventEnvelope> pack);
}

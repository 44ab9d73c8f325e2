package io.aguacero.delivery;

import io.aguacero.contracts.v1.EventEnvelope;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where events go next: a hop, a broker, or several of them. */
public interface EventSink {
    /**
     * Writes a batch. The stage never completes exceptionally and always completes within the sink's own deadline, with
     * one delivery an event, in the order of the batch.
     *
     * @param batch at least one event
     */
    CompletionStage<List<Delivery>> write(List<EventEnvelope> batch);

    /** How many there are just now to share the batches: instances of a service that are up, 1 for anything else. */
    default int instances() {
        return 1;
    }
}

package io.aguacero.delivery;

import io.aguacero.contracts.v1.EventBatch;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Another way than gRPC to carry batches to one instance of the next service, which is still watched over gRPC. */
public interface HopTransport extends AutoCloseable {
    /**
     * Sends a batch.
     *
     * @return completes within the deadline, never exceptionally
     */
    CompletionStage<Attempt> deliver(EventBatch batch, Duration deadline);

    /** Ends its connections once what is under way is answered. */
    @Override
    void close();
}

package io.aguacero.delivery;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.v1.PathStatus;
import io.aguacero.delivery.Delivery.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Holds a sink to its promise. Whatever it does (throws, fails, answers a wrong number of events, never answers), each
 * event has one answer within the deadline: unknown, where the sink gave none.
 */
public final class GuardedSink implements EventSink {
    private static final Logger LOG = System.getLogger(GuardedSink.class.getName());

    private final EventSink sink;
    private final Duration deadline;
    private final Set<DeliveryPath> paths;

    /**
     * @param deadline from the call until each event has an answer
     * @param paths what is unknown when the sink gives no answer
     */
    public GuardedSink(EventSink sink, Duration deadline, Set<DeliveryPath> paths) {
        this.sink = sink;
        this.deadline = deadline;
        this.paths = Set.copyOf(paths);
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        CompletableFuture<List<Delivery>> answer = guarded(sink, batch, paths);
        if (answer.isDone()) {
            return answer;
        }
        return answer.completeOnTimeout(late(batch.size()), deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<Delivery> late(int events) {
        PathStates unknown = PathStates.on(paths, PathStatus.UNKNOWN);
        return Collections.nCopies(
                events, new Unavailable(unknown, ErrorCode.PATH_UNAVAILABLE, "no answer within " + deadline));
    }

    /** The sink's answers; unknown for each event if it breaks its contract. Never throws; the future never fails. */
    static CompletableFuture<List<Delivery>> guarded(
            EventSink sink, List<EventEnvelope> batch, Set<DeliveryPath> paths) {
        CompletionStage<List<Delivery>> stage;
        try {
            stage = Objects.requireNonNull(sink.write(batch), "no stage");
        } catch (Throwable e) {
            // Even an Error: whoever waits for these events must hear of them, and a slot must come free.
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.<List<Delivery>>handle((deliveries, failure) -> {
                    if (failure == null && deliveries != null && deliveries.size() == batch.size()) {
                        return deliveries;
                    }
                    LOG.log(Level.ERROR, "sink broke its contract, batch=" + batch.size(), failure);
                    PathStates unknown = PathStates.on(paths, PathStatus.UNKNOWN);
                    return Collections.nCopies(
                            batch.size(), new Unavailable(unknown, ErrorCode.INTERNAL, "defect of a sink"));
                })
                .toCompletableFuture();
    }
}

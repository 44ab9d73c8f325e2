package io.aguacero.ingress.sums;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Sums what becomes of events on their way to another sink, before anybody hears of it. */
public final class SummingSink implements EventSink {
    private final EventSink sink;
    private final DoorSums sums;

    /** A sink like the given one, which adds to sums. */
    public SummingSink(EventSink sink, DoorSums sums) {
        this.sink = sink;
        this.sums = sums;
    }

    @Override
    public CompletionStage<List<Delivery>> write(List<EventEnvelope> batch) {
        return sink.write(batch).thenApply(deliveries -> {
            for (int i = 0; i < batch.size(); i++) {
                sums.add(batch.get(i), deliveries.get(i));
            }
            return deliveries;
        });
    }
}

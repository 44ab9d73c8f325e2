package io.aguacero.ingress.sums;

import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.delivery.Delivery;
import io.aguacero.delivery.EventSink;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends a record every few seconds, also when nothing happened: a door that falls silent without a last record was
 * killed. A record that isn't known to be stored is sent again until it is; what comes meanwhile is in the next.
 */
public final class DoorReport implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DoorReport.class);

    private final EventSink sink;
    private final DoorSums sums;
    private final Clock clock;
    private final Duration interval;
    private final Duration closeWithin;
    private final DoorRecords records;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            run -> Thread.ofPlatform().daemon().name("door-report").unstarted(run));
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable EventEnvelope unstored;
    private boolean underWay;
    private boolean ending;
    private boolean lastMade;

    /**
     * @param sink where records go; not one that sums
     * @param instance name of this door
     * @param interval between two records
     * @param closeWithin how long the end waits for the last record
     */
    public DoorReport(
            EventSink sink, DoorSums sums, Clock clock, String instance, Duration interval, Duration closeWithin) {
        this.sink = sink;
        this.sums = sums;
        this.clock = clock;
        this.interval = interval;
        this.closeWithin = closeWithin;
        this.records = new DoorRecords(instance, UUID.randomUUID().toString(), clock.instant());
    }

    /** Sends the first record now. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::send, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void send() {
        if (underWay) {
            return;
        }
        EventEnvelope next = unstored;
        if (next == null && !lastMade) {
            next = records.next(sums.take(), clock.instant(), ending);
            lastMade = ending;
        }
        if (next == null) {
            ended.countDown();
            return;
        }
        unstored = next;
        underWay = true;
        var unused = sink.write(List.of(next))
                .whenCompleteAsync(
                        (deliveries, defect) -> answered(deliveries == null ? null : deliveries.getFirst(), defect),
                        thread);
    }

    private void answered(@Nullable Delivery delivery, @Nullable Throwable defect) {
        underWay = false;
        if (delivery instanceof Delivery.Delivered) {
            unstored = null;
            if (ending) {
                send();
            }
        } else {
            LOG.debugf("this door's sums aren't stored yet: %s", defect == null ? delivery : defect);
        }
    }

    /** Sends the last record, once nobody is answered any more; waits for it, but not for long. */
    @Override
    public void close() {
        thread.execute(() -> {
            ending = true;
            send();
        });
        try {
            if (!ended.await(closeWithin.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "the last of this door's sums isn't stored: what it accepted last is unknown to reconciliation");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var unused = thread.shutdownNow();
    }
}

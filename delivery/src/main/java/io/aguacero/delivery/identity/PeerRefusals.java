package io.aguacero.delivery.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts who isn't let in, as {@code aguacero_peer_refusals_total{reason}}, and says so in the log, at most once a second for
 * each reason. Safe for any thread.
 */
final class PeerRefusals {
    private static final System.Logger LOG = System.getLogger(PeerRefusals.class.getName());
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final Map<PeerRefusal, Counter> counters = new EnumMap<>(PeerRefusal.class);
    private final Map<PeerRefusal, AtomicLong> saidAt = new EnumMap<>(PeerRefusal.class);

    /** @param nanoTime as {@link System#nanoTime()} */
    PeerRefusals(MeterRegistry registry, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (PeerRefusal reason : PeerRefusal.values()) {
            counters.put(
                    reason,
                    Counter.builder("aguacero.peer.refusals")
                            .description("Connections and calls of somebody who is no neighbour")
                            .tag("reason", reason.label())
                            .register(registry));
            saidAt.put(reason, new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS));
        }
    }

    /** @param who from where it came, and what is known of it: no secret, nothing unbounded */
    void refused(PeerRefusal reason, String who) {
        Counter counter = counters.get(reason);
        AtomicLong said = saidAt.get(reason);
        if (counter == null || said == null) {
            throw new IllegalStateException("no counter of " + reason);
        }
        counter.increment();
        long last = said.get();
        long now = nanoTime.getAsLong();
        if (now - last >= PAUSE_NANOS && said.compareAndSet(last, now)) {
            LOG.log(System.Logger.Level.WARNING, () -> "no neighbour: reason=" + reason.label() + ", " + who);
        }
    }
}

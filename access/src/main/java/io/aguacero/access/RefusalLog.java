package io.aguacero.access;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says in the log who is refused, at most once a second for each reason: who floods the door doesn't fill the disk too.
 * What was presented as a key is in no line. Safe for any thread.
 */
public final class RefusalLog implements RefusalListener {
    private static final System.Logger LOG = System.getLogger(RefusalLog.class.getName());
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final Map<Reason, Spoken> spoken = new EnumMap<>(Reason.class);

    /** @param nanoTime as {@link System#nanoTime()} */
    public RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Reason reason : Reason.values()) {
            spoken.put(reason, new Spoken(new AtomicLong(nanoTime.getAsLong() - PAUSE_NANOS), new AtomicLong()));
        }
    }

    private record Spoken(AtomicLong last, AtomicLong silent) {}

    @Override
    public void refused(Reason reason, @Nullable String subject, String address) {
        Spoken of = spoken.get(reason);
        long now = nanoTime.getAsLong();
        long last = of.last().get();
        if (now - last < PAUSE_NANOS || !of.last().compareAndSet(last, now)) {
            of.silent().incrementAndGet();
            return;
        }
        long others = of.silent().getAndSet(0);
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "refused at " + address + ": code=" + reason.label()
                        + (subject == null ? "" : " key=" + subject)
                        + (others == 0 ? "" : " (and " + others + " more of that code since the last line)"));
    }
}

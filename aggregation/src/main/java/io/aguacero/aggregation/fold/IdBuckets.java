package io.aguacero.aggregation.fold;

import io.aguacero.contracts.kinds.IdMemory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The slices of event time in which a kind's ids are kept and dropped together. Times are microseconds since
 * 1970-01-01T00:00:00Z, starts of buckets are seconds.
 */
public final class IdBuckets {
    /** How much longer than the horizon asks for a bucket is kept. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    private final long horizonMicros;
    private final long bucketSeconds;
    private final long keepMillis;

    /** The buckets of a kind. */
    public IdBuckets(IdMemory ids) {
        horizonMicros = Math.multiplyExact(ids.horizon().toMillis(), 1_000L);
        bucketSeconds = Math.max(1, ids.bucket().toSeconds());
        keepMillis = ids.horizon().plus(MARGIN).toMillis();
    }

    /** Whether an event's time is no further from its acceptance than the horizon. */
    boolean withinHorizon(long timeMicros, long acceptedAtMicros) {
        return Math.abs(timeMicros - acceptedAtMicros) <= horizonMicros;
    }

    /** Start of the bucket of a time. */
    public long home(long timeMicros) {
        return Math.floorDiv(timeMicros, bucketSeconds * 1_000_000L) * bucketSeconds;
    }

    /** The log time, in milliseconds, at which a bucket is dropped. */
    long dropAtMillis(long start) {
        return (start + bucketSeconds) * 1_000L + keepMillis;
    }

    /** Whether log time has dropped a bucket. */
    public boolean dropped(long start, long logTimeMicros) {
        return dropAtMillis(start) * 1_000L <= logTimeMicros;
    }

    /**
     * Start of the earliest bucket in which an id may be known when the door stamped the time: a client that sent the
     * same event before may have got another time for it.
     */
    long firstLookup(long timeMicros, long logTimeMicros) {
        return Math.max(firstLookup(timeMicros), oldestLive(logTimeMicros));
    }

    /** The same before log time has dropped any. */
    public long firstLookup(long timeMicros) {
        return home(timeMicros - horizonMicros);
    }

    /** Start of the earliest bucket that log time hasn't dropped. */
    long oldestLive(long logTimeMicros) {
        long droppedEnd = Math.floorDiv(Math.floorDiv(logTimeMicros, 1_000L) - keepMillis, 1_000L);
        return Math.ceilDiv(droppedEnd - bucketSeconds + 1, bucketSeconds) * bucketSeconds;
    }

    /** Starts of the buckets from one to another, both included; none when the first comes after the last. */
    public List<Long> starts(long first, long last) {
        List<Long> starts = new ArrayList<>();
        for (long start = first; start <= last; start += bucketSeconds) {
            starts.add(start);
        }
        return starts;
    }

    /** Start of the latest such bucket. */
    public long lastLookup(long timeMicros) {
        return home(timeMicros + horizonMicros);
    }

    /**
     * How far before log time an event may have been accepted whose id is still kept: its bucket isn't dropped, so its time
     * is later than log time less margin, horizon and bucket; and it was accepted at most a horizon before its time.
     */
    public Duration reach() {
        return Duration.ofMillis(keepMillis).plusSeconds(bucketSeconds).plus(horizonMicros, ChronoUnit.MICROS);
    }
}

package io.aguacero.aggregation.read;

import io.aguacero.aggregation.read.PositionsReading.ShardPosition;
import io.aguacero.contracts.kinds.WindowSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Starts of windows of one size, in seconds since 1970-01-01T00:00:00Z.
 *
 * @param size the windows
 * @param first the first start in the range; equal to {@code end} when there is none
 * @param end behind the last
 */
record WindowRange(WindowSpec size, long first, long end) {
    /** The starts in [from, to). */
    static WindowRange of(WindowSpec size, Instant from, Instant to) {
        long end = ceiling(to);
        long first = Math.ceilDiv(ceiling(from), size.size().toSeconds())
                * size.size().toSeconds();
        return new WindowRange(size, Math.min(first, end), end);
    }

    private static long ceiling(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }

    /**
     * The first start from {@code first} on that the kind's log time has dropped on no shard; {@code end} at most. A window that is
     * dropped on one shard only is a part of itself, and so counts as dropped.
     */
    long oldestKept(String kind, List<@Nullable ShardPosition> positions) {
        Instant logTime = positions.stream()
                .filter(Objects::nonNull)
                .map(position -> position.logTimes().get(kind))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        if (logTime == null) {
            return first;
        }
        long seconds = size.size().toSeconds();
        long logMillis = ChronoUnit.MILLIS.between(Instant.EPOCH, logTime);
        // start + size + keep > log time, in milliseconds; log time is cut to them as it is where windows are dropped
        long dropped = Math.floorDiv(logMillis - size.keep().toMillis(), 1_000L) - seconds;
        long oldest = (Math.floorDiv(dropped, seconds) + 1) * seconds;
        return Math.clamp(oldest, first, end);
    }
}

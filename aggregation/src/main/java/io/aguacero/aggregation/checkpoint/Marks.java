package io.aguacero.aggregation.checkpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Places in a log, ascending, from which it can be read again to remember ids. Few are kept, dense near the end and sparse
 * far from it: so what is read for nothing stays a bounded part of what has to be read.
 */
public final class Marks {
    /** Most marks of a checkpoint. */
    static final int MAX = 64;

    private Marks() {}

    /** The marks for a checkpoint at a place: those of the checkpoint before, and where that was, thinned out. */
    public static List<Mark> after(List<Mark> marks, Mark previous, Mark now) {
        List<Mark> kept = new ArrayList<>();
        for (Mark mark : marks) {
            if (mark.before(now) && mark.offset() < now.offset()) {
                kept.add(mark);
            }
        }
        if (previous.before(now) && previous.offset() < now.offset()) {
            kept.add(previous);
        }
        while (kept.size() > MAX) {
            kept.remove(leastMissed(kept, now.offset()));
        }
        return kept;
    }

    /** The mark without which the least is read for nothing, compared with what is read anyway. Never the newest. */
    private static int leastMissed(List<Mark> marks, long end) {
        int least = 0;
        double leastCost = Double.MAX_VALUE;
        for (int i = 0; i < marks.size() - 1; i++) {
            double before = i == 0 ? 0 : marks.get(i - 1).offset();
            double next = marks.get(i + 1).offset();
            double cost = (next - before) / Math.max(1, end - next);
            if (cost < leastCost) {
                least = i;
                leastCost = cost;
            }
        }
        return least;
    }

    /**
     * From which offset the log must be read for every id to be remembered that counts at a place. An event whose id
     * still counts was accepted after its kind's log time less the kind's reach, so it comes after every mark whose log
     * time of the kind is that old.
     *
     * @param reach of each kind in force, see {@code IdBuckets.reach}
     * @return 0 when no mark is old enough
     */
    public static long warmFrom(List<Mark> marks, Mark now, Map<String, Duration> reach) {
        if (settled(now, now, reach)) {
            return now.offset();
        }
        long from = 0;
        for (Mark mark : marks) {
            if (settled(mark, now, reach)) {
                from = Math.max(from, mark.offset());
            }
        }
        return from;
    }

    /** Whether no id from before a mark counts at a place any more. */
    private static boolean settled(Mark mark, Mark now, Map<String, Duration> reach) {
        return reach.entrySet().stream().allMatch(kind -> {
            Long then = mark.logTimes().get(kind.getKey());
            Long atEnd = now.logTimes().get(kind.getKey());
            return then == null || atEnd == null || then <= atEnd - TimeUnit.MICROSECONDS.convert(kind.getValue());
        });
    }
}

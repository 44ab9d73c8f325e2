package io.aguacero.aggregation;

import io.aguacero.aggregation.store.StoredPosition;
import io.aguacero.aggregation.store.StoredPosition.Resume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a consumer stands in its shard's log, and which of the records that it is given come next.
 *
 * <pre>
 *  adopt ──▶ rewinding ──── a record at or below the last one given ──▶ verifying ── the last applied record ──▶ running
 *              │  (only when the log is read backwards: records given        │
 *              ▼   before the seek takes effect are passed over)             ▼
 *           passed over                                    another record there, or none: forked
 * </pre>
 *
 * An offset that is left out, before the first record given or between two, is a hole of the log, or a record that got
 * lost on its way here: which of the two shows when the log is read again from there.
 */
final class LogCursor {
    private static final long NONE = -1;

    private long next;
    private Map<String, Long> logTimes = Map.of();
    private String lastFingerprint = "";
    private long verify = NONE;
    private @Nullable Resume resume;
    private boolean resumeVerified;
    private long lastGiven = NONE;
    private long expected = NONE;
    private boolean rewinding;

    /** Takes over where the store stands, and says from which offset to read: the last applied record, if there is one. */
    long adopt(StoredPosition position) {
        adoptUnverified(position);
        verify = position.lastOffset();
        return readFrom(wanted());
    }

    /** The same, where the log no longer has the last applied record, but all that come after it. */
    long adoptUnverified(StoredPosition position) {
        next = position.next();
        logTimes = position.logTimes();
        lastFingerprint = position.lastFingerprint();
        verify = NONE;
        resume = position.resume();
        resumeVerified = resume == null || resume.lastOffset() < next;
        return readFrom(next);
    }

    private long readFrom(long offset) {
        rewinding = offset <= lastGiven;
        expected = offset;
        return offset;
    }

    /** Says from where to read again after {@link Selection.Gap}, once what came before it is applied. */
    long rewindToNext() {
        long from = readFrom(wanted());
        expected = NONE;
        return from;
    }

    /** The first offset that isn't given in vain. */
    private long wanted() {
        return verify == NONE ? next : verify;
    }

    /** What to do with records, given in the order of the log. */
    Selection select(List<LogRecord> records) {
        List<LogRecord> selected = new ArrayList<>(records.size());
        for (LogRecord given : records) {
            if (rewinding && given.offset() > lastGiven) {
                continue;
            }
            rewinding = false;
            if (expected != NONE && given.offset() > Math.max(expected, wanted())) {
                lastGiven = records.getLast().offset();
                return new Selection.Gap(selected);
            }
            lastGiven = given.offset();
            expected = lastGiven + 1;
            if (verify != NONE && given.offset() >= verify) {
                if (given.offset() > verify || !given.fingerprint().equals(lastFingerprint)) {
                    return new Selection.Forked(verify);
                }
                verify = NONE;
            }
            if (!resumeVerified && resume != null && given.offset() >= resume.lastOffset()) {
                if (given.offset() > resume.lastOffset() || !given.fingerprint().equals(resume.lastFingerprint())) {
                    return new Selection.Forked(resume.lastOffset());
                }
                resumeVerified = true;
            }
            if (given.offset() >= next) {
                selected.add(given);
            }
        }
        return new Selection.Next(selected);
    }

    /** Moves behind a record that has been applied, and takes over the log times of some kinds. */
    void advance(LogRecord applied, Map<String, Long> advanced) {
        next = applied.offset() + 1;
        lastFingerprint = applied.fingerprint();
        Map<String, Long> after = new TreeMap<>(logTimes);
        after.putAll(advanced);
        logTimes = after;
    }

    long next() {
        return next;
    }

    /** Whether a record comes before the first that counts: a restored store has counted it, and lacks its ids alone. */
    boolean warms(LogRecord one) {
        return resume != null && one.offset() < resume.next();
    }

    String lastFingerprint() {
        return lastFingerprint;
    }

    /** Log time of each kind that has had events, by name. */
    Map<String, Long> logTimes() {
        return logTimes;
    }

    /** What records given turn out to be. */
    sealed interface Selection {
        /** The records to apply; none when all were passed over. */
        record Next(List<LogRecord> records) implements Selection {}

        /** Records to apply, none perhaps, after which an offset was left out: the log has to be read again from there. */
        record Gap(List<LogRecord> records) implements Selection {}

        /** The log doesn't have the record that was applied last at that offset. */
        record Forked(long offset) implements Selection {}
    }
}

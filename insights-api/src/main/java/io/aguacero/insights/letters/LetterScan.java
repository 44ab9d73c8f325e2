package io.aguacero.insights.letters;

import io.aguacero.contracts.LetterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What one reading of a log has found so far, and whether that is enough. Not for several threads. */
final class LetterScan implements LetterLog.Visitor {
    /** Records before the place that are looked at too, so that a letter's second copy isn't shown again. */
    static final int LOOK_BACK = 1_000;

    private final long from;
    private final Predicate<StoredLetter> wanted;
    private final int lettersMax;
    private final long bytesMax;
    private final long end;
    private final Set<LetterId> seen = new HashSet<>();
    private final List<StoredLetter> letters = new ArrayList<>();
    private long bytes;
    private long next;
    private boolean stopped;

    /**
     * @param from position of the first record that may be found
     * @param lettersMax how many letters are enough
     * @param bytesMax how many bytes of them are
     * @param patience after which it stops wherever it is
     */
    LetterScan(long from, Predicate<StoredLetter> wanted, int lettersMax, long bytesMax, Duration patience) {
        this.from = from;
        this.wanted = wanted;
        this.lettersMax = lettersMax;
        this.bytesMax = bytesMax;
        this.end = System.nanoTime() + patience.toNanos();
        this.next = from;
    }

    @Override
    public boolean visit(long position, Optional<StoredLetter> letter) {
        boolean fresh = letter.isPresent() && seen.add(letter.get().id());
        if (position >= from) {
            next = position + 1;
            if (fresh && wanted.test(letter.get())) {
                letters.add(letter.get());
                bytes += letter.get().original().size();
            }
        }
        stopped = letters.size() >= lettersMax || bytes >= bytesMax || System.nanoTime() - end > 0;
        return !stopped;
    }

    /** Position from which reading may begin. */
    long begin() {
        return Math.max(0, from - LOOK_BACK);
    }

    List<StoredLetter> letters() {
        return letters;
    }

    /** Position after the last record that was looked at. */
    long next() {
        return next;
    }

    /** Whether it stopped before the log's end. */
    boolean stopped() {
        return stopped;
    }
}

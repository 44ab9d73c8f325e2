package io.aguacero.insights.reconciliation;

/**
 * Whether a kind's grand total on a shard grows by what its minutes count, and nothing else. What it holds beyond the
 * minutes that are kept is its base, which only changes when a minute is given up. Not safe for threads.
 */
final class TotalWatch {
    private boolean baseKnown;
    private long base;
    private long wrongBy;

    /** @param whole whether the minutes are all that ever counted */
    TotalWatch(boolean whole) {
        baseKnown = whole;
    }

    /** @param beyond what the total has beyond the minutes that are kept, at one moment */
    void compare(long beyond) {
        if (!baseKnown) {
            baseKnown = true;
            base = beyond - wrongBy;
        }
        wrongBy = beyond - base;
    }

    /**
     * Minutes are given up.
     *
     * @param counted what they counted
     * @param exactly whether that is certain; otherwise the next comparison begins anew
     */
    void forget(long counted, boolean exactly) {
        base += counted;
        baseKnown &= exactly;
    }

    /** Too many, or too few when negative. */
    long wrongBy() {
        return wrongBy;
    }
}

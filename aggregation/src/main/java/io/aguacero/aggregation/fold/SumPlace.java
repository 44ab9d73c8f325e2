package io.aguacero.aggregation.fold;

/**
 * The minute of event time in whose sums an event counts.
 *
 * @param kind name of a kind; {@value #NO_KIND} for what has no kind in force or no usable time
 * @param hour start of the hour, seconds since 1970-01-01T00:00:00Z
 * @param minute within the hour, 0 to 59
 * @param dropAtMillis the kind's log time at which the hour is dropped, milliseconds since then; {@link #NEVER} for
 *     {@link #NOWHERE}
 */
public record SumPlace(String kind, long hour, int minute, long dropAtMillis) {
    /** Stands in keys in place of a kind's name. */
    public static final String NO_KIND = "-";
    /** When an hour is dropped that never is. */
    public static final long NEVER = Long.MAX_VALUE;
    /** Where everything counts that can't be placed. */
    public static final SumPlace NOWHERE = new SumPlace(NO_KIND, 0, 0, NEVER);

    /** Whether a log time has dropped the hour: what comes so late isn't summed any more. */
    boolean dropped(long logTimeMicros) {
        return dropAtMillis != NEVER && dropAtMillis * 1_000L <= logTimeMicros;
    }
}

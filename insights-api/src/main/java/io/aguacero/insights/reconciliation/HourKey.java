package io.aguacero.insights.reconciliation;

/**
 * An hour of event time of a kind: what the store keeps and drops as one.
 *
 * @param kind in force, or {@link MinuteKey#UNREADABLE}
 * @param startSeconds since 1970-01-01T00:00:00Z
 */
public record HourKey(String kind, long startSeconds) {
    MinuteKey minute(int ofHour) {
        return new MinuteKey(kind, startSeconds / 60 + ofHour);
    }
}

package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a minute of a kind.
 *
 * @param accepted events that doors answered 202; null when no door has told of that minute
 * @param paths those of the kind's route
 * @param findings what is wrong, by event as far as they could be named
 */
public record MinuteReport(
        MinuteKey key, @Nullable EventSum accepted, Map<DeliveryPath, OnPath> paths, List<Finding> findings) {
    /** How far a minute is compared. */
    public enum Status {
        /** All that was found of it is compared, with the store and with the other path. */
        SETTLED,
        /** Something of it is on its way, or is being looked into. */
        OPEN,
        /** Events of it may lie before where the scan began: only what has changed since is compared. */
        UNKNOWN
    }

    /**
     * A minute on one path.
     *
     * @param gap events that are lost or counted twice
     */
    public record OnPath(PathMinute minute, Status status, long gap) {}
}

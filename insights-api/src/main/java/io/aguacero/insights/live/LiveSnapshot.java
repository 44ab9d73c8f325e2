package io.aguacero.insights.live;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.insights.Answer;
import io.aguacero.insights.Insights;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that the live page shows, read at about one moment. What can't be read is a refusal here, never an older value.
 *
 * @param at when the reading began
 * @param totals grand totals, and groupings by one field
 * @param windows the last minutes of each kind that has short windows
 * @param letters dead letters
 * @param flow rates hop by hop
 * @param reconciliation whether anything is lost
 */
public record LiveSnapshot(
        Instant at,
        Answer<List<Insights.Totals>> totals,
        Answer<List<Insights.Windows>> windows,
        Answer<RecentLetters.Reading> letters,
        Flow flow,
        Map<DeliveryPath, Reconciled> reconciliation) {

    /**
     * What reconciliation knows of a path.
     *
     * @param gap events that are lost or counted twice
     * @param comparedAtMillis when each of its shards was last compared with the store; negative before the first time
     * @param inFlight events of the last minutes that stand in the log and aren't counted yet
     */
    public record Reconciled(long gap, long comparedAtMillis, long inFlight) {}
}

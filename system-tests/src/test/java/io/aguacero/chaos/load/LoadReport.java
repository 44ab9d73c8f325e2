package io.aguacero.chaos.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a client met.
 *
 * @param acknowledged events
 * @param unacknowledged events that were given up without a final answer
 * @param answers number by status, 0 for none
 * @param latestMillis longest time until an answer, less the client's own standstills
 * @param late answers later than the door's deadline and half a second, less the same
 * @param outageMillis longest time without a 202
 */
public record LoadReport(
        long acknowledged,
        long unacknowledged,
        Map<Integer, Long> answers,
        long latestMillis,
        long late,
        long outageMillis) {

    /** This and what another client met; the outage stays this one's. */
    public LoadReport and(LoadReport other) {
        Map<Integer, Long> all = new TreeMap<>(answers);
        other.answers.forEach((status, number) -> all.merge(status, number, Long::sum));
        return new LoadReport(
                acknowledged + other.acknowledged,
                unacknowledged + other.unacknowledged,
                all,
                Math.max(latestMillis, other.latestMillis),
                late + other.late,
                outageMillis);
    }
}

package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.DeliveryPath;
import java.util.List;

/**
 * What was found out about a minute by reading it again.
 *
 * @param findings at most as many as are shown
 * @param provisional whether it is to be looked at again, though nothing may change
 */
record Verdict(List<Finding> findings, boolean provisional) {
    static final Verdict NOTHING = new Verdict(List.of(), false);

    long gap(DeliveryPath path) {
        return findings.stream()
                .filter(finding -> finding.path() == path)
                .mapToLong(Finding::events)
                .sum();
    }
}

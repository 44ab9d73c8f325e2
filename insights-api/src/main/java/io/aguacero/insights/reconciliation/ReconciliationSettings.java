package io.aguacero.insights.reconciliation;

import java.time.Duration;

/**
 * How reconciliation goes about it.
 *
 * @param shards of the installation
 * @param limits of each shard's scan
 * @param interval between two comparisons
 * @param settle how long the paths may differ before anyone looks why: what is on its way is on one path first
 * @param rereadRecordsMax most records read again to name the events of one minute
 * @param rereadEventsMax most events of a path held for it
 * @param rereadPatience longest time for that
 */
public record ReconciliationSettings(
        int shards,
        ScanLimits limits,
        Duration interval,
        Duration settle,
        long rereadRecordsMax,
        int rereadEventsMax,
        Duration rereadPatience) {}

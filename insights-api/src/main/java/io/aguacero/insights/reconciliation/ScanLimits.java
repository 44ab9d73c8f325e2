package io.aguacero.insights.reconciliation;

/**
 * Bounds of one shard's scan.
 *
 * @param historyRecords how many records before the store's position a scan begins
 * @param inFlightEventsMax most events found beyond the store's position; then the scan waits for the store
 * @param minutesMax most minutes of event time kept, of all kinds together
 */
public record ScanLimits(long historyRecords, int inFlightEventsMax, int minutesMax) {}

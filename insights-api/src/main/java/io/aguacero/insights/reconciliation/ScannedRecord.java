package io.aguacero.insights.reconciliation;

import io.aguacero.contracts.wire.DecodedEvent;
import java.util.List;

/**
 * One record of a log, as the broker gave it.
 *
 * @param shard from 0
 * @param offset its place in the shard's log
 * @param events in the record's order, at least one
 */
public record ScannedRecord(int shard, long offset, List<DecodedEvent> events) {}

package io.aguacero.chaos.checker;

import java.util.Map;

/**
 * What the store holds of one shard.
 *
 * @param next offset to be applied, -1 when there is no position
 * @param hashes totals, windows and the sums for reconciliation by key without the shard's prefix, each field with its value
 */
public record ShardState(long next, Map<String, Map<String, String>> hashes) {}

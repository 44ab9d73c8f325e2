package io.aguacero.chaos.checker;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that a run is judged by.
 *
 * @param client what it wrote down
 * @param planted bodies that were put straight into a log, as ISO 8859-1 text; none of them may be counted
 * @param logs events of each path in the order of their log, shard after shard
 * @param deadLetters of both paths
 * @param store shards of each path
 */
public record Evidence(
        ClientRecord client,
        Set<String> planted,
        Map<LogPath, List<LogEvent>> logs,
        List<DeadLetter> deadLetters,
        Map<LogPath, List<ShardState>> store) {}

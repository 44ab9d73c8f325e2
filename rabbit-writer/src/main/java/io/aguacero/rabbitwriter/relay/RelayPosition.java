package io.aguacero.rabbitwriter.relay;

import java.util.Optional;

/**
 * How far a shard of the journal is relayed: every marked record before it is confirmed.
 *
 * @param next offset of the first record that isn't relayed, or not looked at
 * @param leaderEpoch of Kafka's leader that wrote the record there, or the one before: by it Kafka tells a log that was
 *     cut since, though it has grown past the offset again
 */
public record RelayPosition(long next, Optional<Integer> leaderEpoch) {}

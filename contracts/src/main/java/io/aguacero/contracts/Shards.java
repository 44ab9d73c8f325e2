package io.aguacero.contracts;

import io.aguacero.contracts.v1.EventEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/**
 * Places events on shards by their own content alone, so that an event sent again reaches the shard that has seen it.
 *
 * @param count number of shards, 1 to 1024; fixed when the pipeline is installed
 */
public record Shards(int count) {
    /** Most shards that an installation may have. */
    public static final int COUNT_MAX = 1024;

    /** Refuses a count out of range. */
    public Shards {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("the number of shards must be 1 to " + COUNT_MAX + ", not " + count);
        }
    }

    /** Shard of an event, from 0: CRC-32 of tenant NUL kind NUL key (UTF-8) modulo the count. */
    public int shardOf(EventEnvelope event) {
        CRC32 crc = new CRC32();
        crc.update(event.getTenant().getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(event.getKind().getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(event.getKey().getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % count);
    }

    /**
     * Shard to which a path's writer writes an event: its own, or for a replay that of the letter that it replays. Empty
     * when the letter is another path's, when its shard isn't one of these, or when {@code replay_of} names no letter.
     */
    public OptionalInt targetOf(EventEnvelope event, DeliveryPath path) {
        if (event.getReplayOf().isEmpty()) {
            return OptionalInt.of(shardOf(event));
        }
        return LetterId.parse(event.getReplayOf())
                .filter(letter -> letter.path() == path && letter.shard() < count)
                .map(letter -> OptionalInt.of(letter.shard()))
                .orElse(OptionalInt.empty());
    }
}

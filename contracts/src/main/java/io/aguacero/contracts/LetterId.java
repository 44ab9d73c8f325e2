package io.aguacero.contracts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which dead letter: where the event stood that couldn't be counted. As text {@code PATH/SHARD/OFFSET/INDEX}, for example
 * {@code kafka/3/1234/0}; each letter has one text only.
 *
 * @param path whose consumer gave it up
 * @param shard from 0 to {@link Shards#COUNT_MAX} - 1
 * @param offset of its record in the shard's log, from 0
 * @param index place within the record, from 0
 */
public record LetterId(DeliveryPath path, int shard, long offset, int index) {
    private static final Pattern TEXT =
            Pattern.compile("([a-z]{1,16})/(0|[1-9]\\d{0,3})/(0|[1-9]\\d{0,17})/(0|[1-9]\\d{0,8})");

    /** Refuses numbers out of range. */
    public LetterId {
        if (shard < 0 || shard >= Shards.COUNT_MAX || offset < 0 || index < 0) {
            throw new IllegalArgumentException("no letter stands at " + shard + "/" + offset + "/" + index);
        }
    }

    /** Reads the text; empty when it names no letter. */
    public static Optional<LetterId> parse(String text) {
        Matcher part = TEXT.matcher(text);
        if (!part.matches()) {
            return Optional.empty();
        }
        int shard = Integer.parseInt(part.group(2));
        for (DeliveryPath path : DeliveryPath.values()) {
            if (path.label().equals(part.group(1)) && shard < Shards.COUNT_MAX) {
                return Optional.of(
                        new LetterId(path, shard, Long.parseLong(part.group(3)), Integer.parseInt(part.group(4))));
            }
        }
        return Optional.empty();
    }

    /** Its name within its shard, as the store keeps it: {@code OFFSET/INDEX}. */
    public String withinShard() {
        return offset + "/" + index;
    }

    /** The text. */
    @Override
    public String toString() {
        return path.label() + "/" + shard + "/" + offset + "/" + index;
    }
}

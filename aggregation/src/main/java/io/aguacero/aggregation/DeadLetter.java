package io.aguacero.aggregation;

import io.aguacero.contracts.DeliveryPath;
import io.aguacero.contracts.v1.EventEnvelope;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that can't be counted. The same letter (path, shard, offset and index) may be written more than once.
 *
 * @param code stable, mostly the slug of an {@link io.aguacero.contracts.ErrorCode}
 * @param reason a sentence for a person, which never repeats the payload
 * @param path where it was read
 * @param shard from 0
 * @param offset of its record in the shard's log
 * @param index place within the record, from 0
 * @param event the event as decoded; null when it couldn't be
 * @param original the event's own bytes as found: the payload, or the whole of what couldn't be decoded
 */
public record DeadLetter(
        String code,
        String reason,
        DeliveryPath path,
        int shard,
        long offset,
        int index,
        @Nullable EventEnvelope event,
        byte[] original) {

    @Override
    public boolean equals(Object other) {
        return other instanceof DeadLetter that
                && code.equals(that.code)
                && reason.equals(that.reason)
                && path == that.path
                && shard == that.shard
                && offset == that.offset
                && index == that.index
                && Objects.equals(event, that.event)
                && Arrays.equals(original, that.original);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, shard, offset, index);
    }

    /** Names the letter, without a byte of the payload. */
    @Override
    public String toString() {
        return "DeadLetter[" + code + ", " + path.label() + " shard " + shard + " offset " + offset + " index " + index
                + "]";
    }
}

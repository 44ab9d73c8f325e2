package io.aguacero.insights.letters;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.aguacero.aggregation.DeadLetterHeaders;
import io.aguacero.contracts.LetterId;
import io.aguacero.contracts.v1.EventEnvelope;
import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.DecodedEvent;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands on its broker.
 *
 * @param id where its event stood
 * @param position of its own record in its path's log of dead letters, from 0
 * @param code stable
 * @param reason a sentence for a person
 * @param failedAt RFC 3339
 * @param event as decoded, with its payload; null when it couldn't be
 * @param original the event's own bytes: the payload, or the whole of what couldn't be decoded
 */
public record StoredLetter(
        LetterId id,
        long position,
        String code,
        String reason,
        String failedAt,
        @Nullable EventEnvelope event,
        ByteString original) {

    /**
     * Reads a letter; empty when what stands there is none.
     *
     * @param header value of the header of that name, or null when there is none
     * @param body taken over without a copy: it must not be changed afterwards
     */
    public static Optional<StoredLetter> read(Function<String, @Nullable String> header, byte[] body, long position) {
        String name = header.apply(DeadLetterHeaders.PATH)
                + "/" + header.apply(DeadLetterHeaders.SHARD)
                + "/" + header.apply(DeadLetterHeaders.OFFSET)
                + "/" + header.apply(DeadLetterHeaders.INDEX);
        return LetterId.parse(name)
                .map(id -> new StoredLetter(
                        id,
                        position,
                        text(header.apply(DeadLetterHeaders.CODE)),
                        text(header.apply(DeadLetterHeaders.REASON)),
                        text(header.apply(DeadLetterHeaders.FAILED_AT)),
                        CloudEventHeaders.read(header, null, body) instanceof DecodedEvent.Readable(EventEnvelope event)
                                ? event
                                : null,
                        UnsafeByteOperations.unsafeWrap(body)));
    }

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }
}

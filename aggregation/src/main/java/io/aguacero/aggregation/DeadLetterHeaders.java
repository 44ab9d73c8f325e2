package io.aguacero.aggregation;

import io.aguacero.contracts.wire.CloudEventHeaders;
import io.aguacero.contracts.wire.Timestamps;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * How a dead letter stands on its broker: the event's own bytes as the body, its attributes as the headers that it had,
 * and why and where it failed as further headers. {@code docs/wire.md} is the reference.
 */
public final class DeadLetterHeaders {
    /** Prefix of the headers that say why and where. */
    public static final String PREFIX = "aguacero_";
    /** Stable code of the failure. */
    public static final String CODE = PREFIX + "code";
    /** A sentence for a person. */
    public static final String REASON = PREFIX + "reason";
    /** Path on which it was read. */
    public static final String PATH = PREFIX + "path";
    /** Its shard, from 0. */
    public static final String SHARD = PREFIX + "shard";
    /** Offset of its record in the shard's log. */
    public static final String OFFSET = PREFIX + "offset";
    /** Place within its record, from 0. */
    public static final String INDEX = PREFIX + "index";
    /** When it was given up: RFC 3339, UTC, microseconds. */
    public static final String FAILED_AT = PREFIX + "failedat";

    private DeadLetterHeaders() {}

    /** Gives every header of a letter, on either path. */
    public static void write(DeadLetter letter, Instant failedAt, BiConsumer<String, String> header) {
        if (letter.event() != null) {
            CloudEventHeaders.write(letter.event(), header);
            CloudEventHeaders.writeKey(letter.event(), header);
        }
        header.accept(CODE, letter.code());
        header.accept(REASON, letter.reason());
        header.accept(PATH, letter.path().label());
        header.accept(SHARD, Integer.toString(letter.shard()));
        header.accept(OFFSET, Long.toString(letter.offset()));
        header.accept(INDEX, Integer.toString(letter.index()));
        header.accept(FAILED_AT, Timestamps.format(micros(failedAt)));
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }
}

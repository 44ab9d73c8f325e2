package io.aguacero.contracts.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Strict reader of JSON from outside. Stateless; safe for any thread.
 *
 * <p>The bytes must be UTF-8 without a byte order mark (no overlong forms, no surrogates), and hold one JSON value and
 * nothing after it. Refused besides what the grammar refuses: a member given twice, U+0000 or half a surrogate pair in
 * a string, and what exceeds the limits below.
 *
 * <p>How a door uses it:
 * <ul>
 *   <li>one JSON object, or one line of NDJSON: {@link #PAYLOADS}{@code .read(body, span)};
 *   <li>a JSON array: {@link #PAYLOADS}{@code .readItems(body, itemsMax)}, each item with its original bytes;
 *   <li>CloudEvents structured or batch: {@link #ENVELOPES}, where the bytes of the payload are those of member
 *       {@code data}: {@code parsed.members().get("data")}.
 * </ul>
 * The size of a body is for the caller to limit before reading.
 */
public final class PayloadReader {
    /** Deepest nesting of objects and arrays in a payload. */
    public static final int DEPTH_MAX = 32;
    /** Longest string, in UTF-16 units. */
    public static final int STRING_MAX = 65_536;
    /** Longest member name, in UTF-16 units. */
    public static final int NAME_MAX = 256;
    /** Most characters in a number. */
    public static final int NUMBER_MAX = 64;
    /** A number's power of ten, as in scientific notation, is from minus this to this. */
    public static final int EXPONENT_MAX = 308;

    /** Reads payloads. */
    public static final PayloadReader PAYLOADS = new PayloadReader(DEPTH_MAX);
    /** Reads documents that hold a payload in a member, and so may be one level deeper. */
    public static final PayloadReader ENVELOPES = new PayloadReader(DEPTH_MAX + 1);

    /** How deep what is skipped or refused may be nested: a limit for the parser, not for payloads. */
    private static final int PARSER_DEPTH_MAX = 1_000;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PARSER_DEPTH_MAX)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private final int depthMax;

    private PayloadReader(int depthMax) {
        this.depthMax = depthMax;
    }

    /** Reads a whole body as one document. */
    public PayloadReading read(byte[] body) {
        return read(body, new Span(0, body.length));
    }

    /** Reads a stretch of a body as one document; offsets in the answer count from the start of the body. */
    public PayloadReading read(byte[] body, Span span) {
        int bad = Utf8.firstFault(body, span.start(), span.end());
        if (bad >= 0) {
            return new PayloadReading.Unparsable(Utf8.FAULT, bad, span);
        }
        try (JsonParser parser = factory.createParser(body, span.start(), span.length())) {
            if (parser.nextToken() == null) {
                return new PayloadReading.Unparsable("is empty", span.start(), span);
            }
            PayloadReading reading = new ItemBuilder(parser, span.start(), depthMax).read();
            if (parser.nextToken() != null) {
                return new PayloadReading.Unparsable("has something after its end", offset(parser, span.start()), span);
            }
            return reading;
        } catch (JsonProcessingException e) {
            return new PayloadReading.Unparsable(reason(e), offset(e, span), span);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Reads a whole body as an array of at most that many items, and stops at the first beyond. */
    public BatchReading readItems(byte[] body, int itemsMax) {
        Span whole = new Span(0, body.length);
        int bad = Utf8.firstFault(body, 0, body.length);
        if (bad >= 0) {
            return new BatchReading.Unparsable(Utf8.FAULT, bad);
        }
        try (JsonParser parser = factory.createParser(body)) {
            return readItems(parser, itemsMax);
        } catch (JsonProcessingException e) {
            return new BatchReading.Unparsable(reason(e), offset(e, whole));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private BatchReading readItems(JsonParser parser, int itemsMax) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return new BatchReading.Unparsable("is not a JSON array", 0);
        }
        List<PayloadReading> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (items.size() == itemsMax) {
                return new BatchReading.TooManyItems(itemsMax);
            }
            items.add(new ItemBuilder(parser, 0, depthMax).read());
        }
        if (parser.nextToken() != null) {
            return new BatchReading.Unparsable("has something after its end", offset(parser, 0));
        }
        return new BatchReading.Items(List.copyOf(items));
    }

    private static String reason(JsonProcessingException e) {
        return switch (e) {
            case JsonEOFException eof -> "ends before it is complete";
            case StreamConstraintsException limit -> "is nested too deeply";
            default -> "is not JSON";
        };
    }

    private static int offset(JsonProcessingException e, Span span) {
        long within = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
        return (int) Math.min(span.end(), span.start() + within);
    }

    private static int offset(JsonParser parser, int base) {
        return base + (int) parser.currentTokenLocation().getByteOffset();
    }
}

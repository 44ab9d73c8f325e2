package io.aguacero.contracts.wire;

import io.aguacero.contracts.json.PlainScanner;
import io.aguacero.contracts.json.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the packs that our own writers write, in one walk over the bytes and without a tree. */
final class PlainPack {
    private static final byte[] DATA = Attributes.DATA.getBytes(StandardCharsets.US_ASCII);
    private static final int NAME_MAX = 32;
    private static final int TEXT_MAX = 1_024;

    private final byte[] body;
    private final PlainScanner scanner = new PlainScanner();
    private final RepeatedTexts known = new RepeatedTexts();
    private final List<DecodedEvent> events = new ArrayList<>();

    private PlainPack(byte[] body) {
        this.body = body;
        scanner.start(body, 0, body.length);
    }

    /** The events, as {@link EventPack#read} gives them; null when anything about the pack isn't plain. */
    static @Nullable List<DecodedEvent> decode(byte[] body) {
        PlainPack pack = new PlainPack(body);
        return pack.items() ? pack.events : null;
    }

    private boolean items() {
        if (!scanner.take('[')) {
            return false;
        }
        do {
            if (events.size() == EventPack.EVENTS_MAX || !item()) {
                return false;
            }
        } while (scanner.take(','));
        return scanner.take(']') && scanner.finished();
    }

    private boolean item() {
        AttributeTexts texts = new AttributeTexts();
        Span data = null;
        if (!scanner.take('{')) {
            return false;
        }
        do {
            if (!scanner.string(NAME_MAX)) {
                return false;
            }
            if (scanner.tokenIs(DATA)) {
                if (data != null || !scanner.take(':') || !scanner.value()) {
                    return false;
                }
                data = new Span(scanner.tokenStart(), scanner.tokenEnd());
            } else if (!attribute(texts)) {
                return false;
            }
        } while (scanner.take(','));
        return data != null && scanner.take('}') && event(texts, data);
    }

    /** An attribute that an envelope has, for the first time, and as a string. */
    private boolean attribute(AttributeTexts texts) {
        int place = AttributeTexts.place(body, scanner.tokenStart(), scanner.tokenEnd());
        if (place < 0 || texts.get(place) != null || !scanner.take(':') || !scanner.string(TEXT_MAX)) {
            return false;
        }
        texts.set(place, known.of(place, body, scanner.tokenStart(), scanner.tokenEnd()));
        return true;
    }

    private boolean event(AttributeTexts texts, Span data) {
        try {
            events.add(new DecodedEvent.Readable(EventAttributes.read(texts, EventPack.verbatim(body, data))));
            return true;
        } catch (EventAttributes.Unusable e) {
            return false;
        }
    }
}

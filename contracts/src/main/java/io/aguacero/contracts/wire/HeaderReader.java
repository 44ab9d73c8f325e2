package io.aguacero.contracts.wire;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads events in CloudEvents binary mode, one after the other, from headers as they stand in a message: each is looked at
 * once, and what the next event has in common with the one before isn't decoded again. Not safe for threads.
 */
public final class HeaderReader {
    private static final int ID = AttributeTexts.place(Attributes.ID);
    private static final int ACCEPTED_AT = AttributeTexts.place(Attributes.ACCEPTED_AT);
    private static final int PARTITION_KEY = AttributeTexts.place(Attributes.PARTITION_KEY);
    private static final Map<String, Integer> PLACES = AttributeTexts.names().stream()
            .collect(Collectors.toUnmodifiableMap(CloudEventHeaders.PREFIX::concat, AttributeTexts::place));

    private final RepeatedTexts known = new RepeatedTexts();
    private AttributeTexts texts = new AttributeTexts();

    /** Begins the next event. */
    public void begin() {
        texts = new AttributeTexts();
    }

    /** Takes a header; of several of one name the last counts. */
    public void header(String name, byte @Nullable [] value) {
        Integer place = PLACES.get(name);
        if (place != null) {
            texts.set(place, value == null ? null : known.of(place, value, 0, value.length));
        }
    }

    /**
     * The event of the headers since {@link #begin}.
     *
     * @param key the record's key; null when the key travels as a header
     * @param payload the message's body, taken over without a copy: it must not be changed afterwards
     */
    public DecodedEvent event(byte @Nullable [] key, byte[] payload) {
        return CloudEventHeaders.read(texts, key == null ? null : known.of(PARTITION_KEY, key, 0, key.length), payload);
    }

    /** Gives the record's fingerprint from its body, whenever that is asked for. */
    public Function<byte[], String> fingerprint() {
        String id = texts.get(ID);
        String acceptedAt = texts.get(ACCEPTED_AT);
        return body -> Fingerprint.of(body, id, acceptedAt);
    }
}

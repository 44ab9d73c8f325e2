package io.aguacero.ingress.reading;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.json.BatchReading;
import io.aguacero.contracts.json.PayloadReading;
import io.aguacero.ingress.Reading;
import io.aguacero.ingress.Refusal;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the forms of a body have in common: arrays, sizes and the wording of refusals. */
final class Items {
    private Items() {}

    /** Hands over what stands in an array. */
    static BodyReading ofArray(
            BatchReading array, ItemLimits limits, Function<IndexedItem, Reading> item, Consumer<Reading> items) {
        return switch (array) {
            case BatchReading.Unparsable(String reason, int offset) ->
                new BodyReading.Unusable(malformed(reason, offset));
            case BatchReading.TooManyItems(int itemsMax) -> new BodyReading.Unusable(tooMany(itemsMax));
            case BatchReading.Items(List<PayloadReading> read) -> {
                for (int i = 0; i < read.size(); i++) {
                    items.accept(one(read.get(i), i, limits, item));
                }
                yield read.isEmpty() ? new BodyReading.Unusable(empty()) : new BodyReading.Batch();
            }
        };
    }

    /** Judges one document that is, or should be, an event. */
    static Reading one(PayloadReading reading, int index, ItemLimits limits, Function<IndexedItem, Reading> item) {
        if (reading.span().length() > limits.eventBytesMax()) {
            return new Reading.Unreadable(null, tooLarge(limits));
        }
        return switch (reading) {
            case PayloadReading.Unparsable(String reason, int offset, var span) ->
                new Reading.Unreadable(null, malformed(reason, offset - span.start()));
            case PayloadReading.Parsed parsed -> item.apply(new IndexedItem(index, parsed));
        };
    }

    static Refusal tooMany(int itemsMax) {
        return Refusal.of(ErrorCode.TOO_LARGE, "a batch holds at most " + itemsMax + " events");
    }

    static Refusal tooLarge(ItemLimits limits) {
        return Refusal.of(ErrorCode.TOO_LARGE, "an event has at most " + limits.eventBytesMax() + " bytes");
    }

    static Refusal empty() {
        return Refusal.of(ErrorCode.EMPTY_BATCH, "the batch holds no event");
    }

    static Refusal notAnObject() {
        return Refusal.of(ErrorCode.MALFORMED, "an event is a JSON object");
    }

    private static Refusal malformed(String reason, int offset) {
        return Refusal.of(ErrorCode.MALFORMED, "the JSON text " + reason + ", noticed at byte " + offset);
    }

    /** A document and its place in the batch, from 0. */
    record IndexedItem(int index, PayloadReading.Parsed parsed) {}
}

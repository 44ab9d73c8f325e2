package io.aguacero.aggregation.fold;

import java.util.HexFormat;

/**
 * A value over some events; all but the count and the order at the value's scale.
 *
 * @param count events that had it
 * @param sum of it
 * @param min least
 * @param max greatest
 * @param order of the event that {@code last} is from: sorts as text by (time, event id), 48 hexadecimal digits
 * @param last the value of the greatest order
 */
public record ValueDelta(long count, long sum, long min, long max, String order, long last) {
    static ValueDelta of(CountedEvent event, long value) {
        return new ValueDelta(1, value, value, value, order(event), value);
    }

    ValueDelta plus(CountedEvent event, long value) {
        String eventOrder = order(event);
        boolean later = eventOrder.compareTo(order) > 0;
        return new ValueDelta(
                count + 1,
                Math.addExact(sum, value),
                Math.min(min, value),
                Math.max(max, value),
                later ? eventOrder : order,
                later ? value : last);
    }

    /** Time and id as text of fixed width: the time's sign bit is turned, so that unsigned digits sort like the time. */
    private static String order(CountedEvent event) {
        return HexFormat.of().toHexDigits(event.timeMicros() ^ Long.MIN_VALUE)
                + event.id().hex();
    }
}

package io.aguacero.aggregation.fold;

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
public record ValueDelta(long count, long sum, long min, long max, String order, long last) {}

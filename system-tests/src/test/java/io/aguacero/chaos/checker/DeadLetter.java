package io.aguacero.chaos.checker;

/**
 * What a path gave up to count.
 *
 * @param place of its record
 * @param index within the record
 * @param code why
 */
public record DeadLetter(LogEvent.Place place, int index, String code) {}

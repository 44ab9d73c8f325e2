package io.aguacero.contracts.kinds;

import java.time.Duration;

/**
 * How long an event's id is remembered.
 *
 * @param horizon how far an event's time may be from its arrival, before or after
 * @param bucket width of the slices of event time in which ids are kept and dropped together
 */
public record IdMemory(Duration horizon, Duration bucket) {}

package io.aguacero.contracts.kinds;

import java.time.Duration;

/**
 * A width of windows that is kept: [start, start + size) by event time, UTC, aligned to 1970-01-01T00:00:00Z.
 *
 * @param label the size as the kind file writes it, for example {@code 5s}; it stands in keys and queries
 * @param size width, at least a second
 * @param keep how long after its end, in log time, a window is kept; at least horizon + size
 */
public record WindowSpec(String label, Duration size, Duration keep) {}

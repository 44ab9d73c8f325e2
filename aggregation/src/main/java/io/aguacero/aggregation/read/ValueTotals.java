package io.aguacero.aggregation.read;

import java.math.BigDecimal;

/**
 * A value over the events of a group that had it. All numbers are exact, at the value's own scale but for {@code avg}.
 *
 * @param count events that had the value, at least 1
 * @param sum of the value
 * @param avg sum / count, HALF_EVEN at scale + 2
 * @param min least
 * @param max greatest
 * @param last the value of the greatest (time, event id)
 */
public record ValueTotals(
        long count, BigDecimal sum, BigDecimal avg, BigDecimal min, BigDecimal max, BigDecimal last) {}

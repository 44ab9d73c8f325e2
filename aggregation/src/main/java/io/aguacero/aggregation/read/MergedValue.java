package io.aguacero.aggregation.read;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;

/**
 * One value of one group, merged over shards; all but the count and the order as integers at the value's scale.
 *
 * @param order of the event that {@code last} is from; sorts as text
 */
record MergedValue(long count, BigInteger sum, long min, long max, String order, long last) {
    /** Decimals that an average has more than its value. */
    private static final int AVG_SCALE_MORE = 2;

    static MergedValue of(String name, Map<String, String> stats) {
        String last = stats.get(name + ".last");
        int space = last.indexOf(' ');
        return new MergedValue(
                Long.parseLong(stats.get(name + ".n")),
                new BigInteger(stats.get(name + ".sum")),
                Long.parseLong(stats.get(name + ".min")),
                Long.parseLong(stats.get(name + ".max")),
                last.substring(0, space),
                Long.parseLong(last.substring(space + 1)));
    }

    MergedValue plus(MergedValue other) {
        MergedValue later = other.order.compareTo(order) > 0 ? other : this;
        return new MergedValue(
                Math.addExact(count, other.count),
                sum.add(other.sum),
                Math.min(min, other.min),
                Math.max(max, other.max),
                later.order,
                later.last);
    }

    ValueTotals toTotals(int scale) {
        BigDecimal exact = new BigDecimal(sum, scale);
        return new ValueTotals(
                count,
                exact,
                exact.divide(BigDecimal.valueOf(count), scale + AVG_SCALE_MORE, RoundingMode.HALF_EVEN),
                BigDecimal.valueOf(min, scale),
                BigDecimal.valueOf(max, scale),
                BigDecimal.valueOf(last, scale));
    }
}

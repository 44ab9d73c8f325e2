package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import io.aguacero.contracts.kinds.SchemaFields.Field;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one value, and proves that its sums can't overflow. */
final class ValueReader {
    /** Most events that are applied together, as {@code docs/kinds.md} says. */
    private static final BigDecimal BATCH_EVENTS = new BigDecimal(10_000L);
    /** What the store's function can add up exactly in one batch: integers as floating point. */
    private static final BigDecimal BATCH_SUM_MAX = new BigDecimal(1L << 53);
    /** Events of a total for which a sum is promised: at 2,000 a second that is more than a year. */
    private static final BigDecimal TOTAL_EVENTS = new BigDecimal(100_000_000_000L);

    private static final BigDecimal TOTAL_SUM_MAX = new BigDecimal(Long.MAX_VALUE);
    private static final int SCALE_MAX = 9;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private ValueReader() {}

    static Optional<ValueSpec> read(String name, YamlValue value, SchemaFields fields) {
        Optional<YamlObject> declared = value.object("the value '" + name + "'");
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        if (!NAME.matcher(name).matches()) {
            value.refuse("a value's name is lower-case letters, digits and underscores, of at most 64 characters");
        }
        Optional<JsonPointer> pointer =
                declared.get().required("pointer").flatMap(place -> pointer(name, place, fields));
        Optional<Integer> scale = declared.get().required("scale").flatMap(ValueReader::scale);
        Optional<YamlValue> minValue = declared.get().required("min");
        Optional<YamlValue> maxValue = declared.get().required("max");
        boolean rounded =
                declared.get().optional("round").map(ValueReader::rounded).orElse(false);
        declared.get().refuseUnknown();
        Optional<BigDecimal> min = minValue.flatMap(YamlValue::decimal);
        Optional<BigDecimal> max = maxValue.flatMap(YamlValue::decimal);
        if (pointer.isEmpty() || scale.isEmpty() || min.isEmpty() || max.isEmpty()) {
            return Optional.empty();
        }
        ValueSpec spec = new ValueSpec(name, pointer.get(), scale.get(), min.get(), max.get(), rounded);
        checkBounds(spec, minValue.orElseThrow(), maxValue.orElseThrow());
        return Optional.of(spec);
    }

    private static Optional<JsonPointer> pointer(String name, YamlValue value, SchemaFields fields) {
        Optional<JsonPointer> pointer = KindReader.pointer(value);
        pointer.ifPresent(place -> {
            Optional<Field> field = fields.find(place);
            if (field.isEmpty()) {
                value.refuse("the value '" + name + "' points to " + place
                        + ", which is not a field that the schema names in its properties");
            } else if (!field.get().isNumber()) {
                value.refuse("the value '" + name + "' points to " + place
                        + ", which is not of type number or integer in the schema");
            }
        });
        return pointer;
    }

    private static Optional<Integer> scale(YamlValue value) {
        Optional<Integer> scale = value.integer();
        if (scale.isPresent() && (scale.get() < 0 || scale.get() > SCALE_MAX)) {
            value.refuse("scale must be 0 to " + SCALE_MAX);
            return Optional.empty();
        }
        return scale;
    }

    private static boolean rounded(YamlValue value) {
        Optional<String> round = value.text();
        if (round.isPresent() && !round.get().equals("half_even")) {
            value.refuse("round must be half_even, or be left out");
        }
        return round.isPresent();
    }

    private static void checkBounds(ValueSpec spec, YamlValue minValue, YamlValue maxValue) {
        checkScale(spec.min(), spec.scale(), minValue);
        checkScale(spec.max(), spec.scale(), maxValue);
        if (spec.min().compareTo(spec.max()) > 0) {
            minValue.refuse("min is greater than max");
            return;
        }
        boolean maxIsWider = spec.max().abs().compareTo(spec.min().abs()) >= 0;
        BigDecimal bound = maxIsWider ? spec.max().abs() : spec.min().abs();
        YamlValue widest = maxIsWider ? maxValue : minValue;
        refuseOverflow(bound, spec.scale(), BATCH_EVENTS, BATCH_SUM_MAX, "2^53", widest);
        refuseOverflow(bound, spec.scale(), TOTAL_EVENTS, TOTAL_SUM_MAX, "2^63 - 1", widest);
    }

    private static void checkScale(BigDecimal bound, int scale, YamlValue value) {
        if (bound.stripTrailingZeros().scale() > scale) {
            value.refuse("the bound has more decimals than the scale of " + scale);
        }
    }

    private static void refuseOverflow(
            BigDecimal bound, int scale, BigDecimal events, BigDecimal limit, String limitText, YamlValue value) {
        BigDecimal units = bound.movePointRight(scale);
        BigDecimal sum = units.multiply(events);
        if (sum.compareTo(limit) > 0) {
            value.refuse("the bound can overflow: " + bound.toPlainString() + " at scale " + scale + " is "
                    + units.toPlainString() + " units, times " + events.toPlainString() + " events "
                    + sum.toPlainString() + ", more than " + limitText + " = " + limit.toPlainString());
        }
    }
}

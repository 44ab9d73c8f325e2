package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A number of the payload that is summed up exactly, as an integer at a fixed scale.
 *
 * @param name lower-case letters, digits and underscores
 * @param pointer where it stands in the payload
 * @param scale decimals kept, 0 to 9
 * @param min least value allowed
 * @param max greatest value allowed
 * @param rounded whether more decimals are rounded HALF_EVEN; otherwise they are a violation
 */
public record ValueSpec(String name, JsonPointer pointer, int scale, BigDecimal min, BigDecimal max, boolean rounded) {

    /**
     * The value as an integer at this scale; call it only with a number that {@link EventKind#check} has passed.
     *
     * @throws ArithmeticException if the number doesn't fit the scale, which check would have found
     */
    public long scaled(BigDecimal value) {
        if (rounded && isBelowHalfUnit(value)) {
            // Also keeps setScale from dividing by a power of ten as large as the exponent says.
            return 0;
        }
        RoundingMode mode = rounded ? RoundingMode.HALF_EVEN : RoundingMode.UNNECESSARY;
        return value.setScale(scale, mode).unscaledValue().longValueExact();
    }

    /** Whether it is certainly less than half of the last decimal kept, by its power of ten alone. */
    private boolean isBelowHalfUnit(BigDecimal value) {
        return (long) value.precision() - value.scale() < -scale;
    }

    /** What is wrong with a payload's value; an absent one, and one that isn't a number, are the schema's business. */
    Optional<Violation> check(JsonNode value) {
        if (!value.isNumber()) {
            return Optional.empty();
        }
        BigDecimal number = value.decimalValue();
        if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
            return violation("must be " + min.toPlainString() + " to " + max.toPlainString());
        }
        if (!rounded && number.scale() > scale && number.stripTrailingZeros().scale() > scale) {
            return violation("must have at most " + scale + " decimals");
        }
        return Optional.empty();
    }

    private Optional<Violation> violation(String reason) {
        return Optional.of(new Violation(pointer.toString(), reason));
    }
}

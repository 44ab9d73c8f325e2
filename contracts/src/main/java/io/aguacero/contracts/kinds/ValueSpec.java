package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import java.math.BigDecimal;

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
        throw new UnsupportedOperationException();
    }
}

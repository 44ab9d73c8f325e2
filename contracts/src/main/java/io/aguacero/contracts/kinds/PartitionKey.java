package io.aguacero.contracts.kinds;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A scalar of the payload as the text of a partition key. */
final class PartitionKey {
    private PartitionKey() {}

    /** What is wrong with a key; an absent one, and one that isn't a scalar, are the schema's business. */
    static Optional<Violation> check(JsonPointer pointer, JsonNode key) {
        if (!key.isValueNode() || key.isNull()) {
            return Optional.empty();
        }
        // Before a number is written out: 1e999999999 would be a gigabyte of zeros.
        boolean tooLong = key.isNumber() && digits(key.decimalValue()) > EventKind.KEY_BYTES_MAX;
        int length = tooLong ? 0 : text(key).getBytes(StandardCharsets.UTF_8).length;
        if (length >= 1 && length <= EventKind.KEY_BYTES_MAX) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                pointer.toString(),
                "must be 1 to " + EventKind.KEY_BYTES_MAX + " bytes of UTF-8, as it is the partition key"));
    }

    /** At least how many digits a number has when written without exponent. */
    private static long digits(BigDecimal number) {
        return Math.max((long) number.precision() - number.scale(), number.scale());
    }

    static String text(JsonNode key) {
        if (!key.isNumber()) {
            return key.asText();
        }
        if (key.isIntegralNumber()) {
            return key.asText();
        }
        return key.decimalValue().stripTrailingZeros().toPlainString();
    }
}

package io.aguacero.ingress;

import io.aguacero.contracts.ErrorCode;
import io.aguacero.contracts.kinds.Violation;
import io.aguacero.delivery.PathStates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a request or one of its events wasn't taken. It never holds anything of the payload.
 *
 * @param code the stable code
 * @param detail a sentence for a person
 * @param errors each violation with its JSON Pointer; may be empty
 * @param paths what is known of each path; null when no path has been tried
 */
public record Refusal(
        ErrorCode code,
        String detail,
        List<Violation> errors,
        @Nullable PathStates paths) {
    /** A refusal without violations to list, before any path has been tried. */
    public static Refusal of(ErrorCode code, String detail) {
        return new Refusal(code, detail, List.of(), null);
    }

    /** A refusal for one place of the document, before any path has been tried. */
    public static Refusal at(String pointer, ErrorCode code, String reason) {
        return new Refusal(code, reason, List.of(new Violation(pointer, reason)), null);
    }
}

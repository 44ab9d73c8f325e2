package io.aguacero.insights;

import io.aguacero.contracts.ErrorCode;
import java.util.List;

/**
 * Why a question isn't answered.
 *
 * @param code stable, for machines
 * @param detail a sentence for a person
 * @param faults the parameters at fault; empty when none is
 */
public record QueryRefusal(ErrorCode code, String detail, List<Fault> faults) {
    /** What is wrong with one query parameter. */
    public record Fault(String parameter, String reason) {}

    /** A refusal without a parameter at fault. */
    public static QueryRefusal of(ErrorCode code, String detail) {
        return new QueryRefusal(code, detail, List.of());
    }

    /** A refusal of the whole query for what is wrong with its parameters, at least one. */
    public static QueryRefusal ofQuery(List<Fault> faults) {
        Fault first = faults.getFirst();
        return new QueryRefusal(
                ErrorCode.INVALID_QUERY, first.parameter() + ": " + first.reason(), List.copyOf(faults));
    }
}

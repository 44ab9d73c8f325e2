package io.aguacero.insights.live;

import java.util.Map;

/** What flows through the pipeline now, hop by hop. */
public sealed interface Flow {
    /**
     * As it was measured.
     *
     * @param numbers by name, such as {@code stored:kafka}; one that isn't there wasn't measured
     */
    record Measured(Map<String, Double> numbers) implements Flow {}

    /**
     * Nobody knows.
     *
     * @param reason a sentence for a person
     */
    record Unmeasured(String reason) implements Flow {}
}

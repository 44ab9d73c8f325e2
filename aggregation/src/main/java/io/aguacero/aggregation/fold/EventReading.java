package io.aguacero.aggregation.fold;

/** What an event of the log turned out to be. */
public sealed interface EventReading {
    /** Sound: it counts unless its id is known. */
    record Sound(CountedEvent event) implements EventReading {}

    /**
     * It can't be counted, and goes to the dead letters.
     *
     * @param code slug of an {@link io.aguacero.contracts.ErrorCode}
     * @param reason a sentence for a person, which never repeats the payload
     * @param lost what is known of it nevertheless
     */
    record Unsound(String code, String reason, LetterStep.Lost lost) implements EventReading {}
}

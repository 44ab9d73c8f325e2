package io.aguacero.chaos;

/**
 * How many of each run.
 *
 * @param brokers of Kafka: one, or three with three copies of which two suffice
 * @param copies of each service: the second one is called {@code NAME-2}
 */
public record Shape(int brokers, int copies) {
    /** One of each. */
    public static final Shape SINGLE = new Shape(1, 1);

    /** Three Kafka brokers, one of each service. */
    public static final Shape CLUSTER = new Shape(3, 1);

    /** One broker each, two of each service. */
    public static final Shape PAIRS = new Shape(1, 2);
}

package io.aguacero.chaos;

/**
 * How many of each run, and on what.
 *
 * @param brokers of Kafka: one, or three with three copies of which two suffice
 * @param copies of each service: the second one is called {@code NAME-2}
 * @param kafkaDisk whether Kafka's data has a small disk for itself, which takes the right to mount one
 * @param ownClocks whether the clocks of the doors and the consumers can be put wrong, which takes libfaketime
 */
public record Shape(int brokers, int copies, boolean kafkaDisk, boolean ownClocks) {
    /** One of each. */
    public static final Shape SINGLE = new Shape(1, 1, false, false);

    /** One of each, Kafka on a disk that can be filled up. */
    public static final Shape SMALL_DISK = new Shape(1, 1, true, false);

    /** One of each, with clocks that can be put wrong. */
    public static final Shape OWN_CLOCKS = new Shape(1, 1, false, true);

    /** Three Kafka brokers, one of each service. */
    public static final Shape CLUSTER = new Shape(3, 1, false, false);

    /** One broker each, two of each service. */
    public static final Shape PAIRS = new Shape(1, 2, false, false);
}

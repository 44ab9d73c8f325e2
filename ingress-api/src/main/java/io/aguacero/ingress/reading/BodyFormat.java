package io.aguacero.ingress.reading;

import io.aguacero.ingress.Reading;
import java.util.function.Consumer;

/** A form in which events come in. */
public interface BodyFormat {
    /** Reads a body and hands over each of its items, in order, as soon as it is read. */
    BodyReading read(byte[] body, Consumer<Reading> items);
}

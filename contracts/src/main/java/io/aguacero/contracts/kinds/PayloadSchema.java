package io.aguacero.contracts.kinds;

/** A compiled JSON Schema (2020-12) of a payload. */
public final class PayloadSchema {
    /** The schema document as it was loaded. */
    public String json() {
        return "";
    }
}

package io.aguacero.contracts.json;

/**
 * A stretch of bytes within a body.
 *
 * @param start index of its first byte
 * @param end index after its last byte
 */
public record Span(int start, int end) {
    /** Number of bytes. */
    public int length() {
        return end - start;
    }
}

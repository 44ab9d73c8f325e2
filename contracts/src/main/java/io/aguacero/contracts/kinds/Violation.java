package io.aguacero.contracts.kinds;

/**
 * One reason why a payload isn't of its kind.
 *
 * @param pointer JSON Pointer (RFC 6901) to the offending place; empty for the whole document
 * @param reason a sentence for a person, which never repeats the payload's values
 */
public record Violation(String pointer, String reason) {}

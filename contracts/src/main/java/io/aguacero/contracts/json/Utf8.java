package io.aguacero.contracts.json;

/** Finds what isn't UTF-8 in a body, which the JSON parser itself reads leniently. */
final class Utf8 {
    static final String FAULT = "is not UTF-8 text";

    private Utf8() {}

    /**
     * Offset of the first byte that can't be part of a JSON text in UTF-8 (by RFC 3629, with neither U+0000, so that
     * UTF-16 isn't guessed at, nor a byte order mark in front), or -1.
     */
    static int firstFault(byte[] body, int start, int end) {
        if (end - start >= 3 && body[start] == (byte) 0xEF && body[start + 1] == (byte) 0xBB) {
            if (body[start + 2] == (byte) 0xBF) {
                return start;
            }
        }
        int at = start;
        while (at < end) {
            int first = body[at];
            if (first > 0) {
                at++;
                continue;
            }
            int length = sequenceLength(body, at, end);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** Length of the well-formed sequence of two to four bytes that starts there, or 0. */
    private static int sequenceLength(byte[] body, int at, int end) {
        int first = body[at] & 0xFF;
        int second = at + 1 < end ? body[at + 1] & 0xFF : 0;
        if (first >= 0xC2 && first <= 0xDF) {
            return isContinuation(second) ? 2 : 0;
        }
        if (first >= 0xE0 && first <= 0xEF) {
            boolean overlong = first == 0xE0 && second < 0xA0;
            boolean surrogate = first == 0xED && second > 0x9F;
            return !overlong && !surrogate && isContinuation(second) && isContinuation(body, at + 2, end) ? 3 : 0;
        }
        if (first >= 0xF0 && first <= 0xF4) {
            boolean overlong = first == 0xF0 && second < 0x90;
            boolean beyond = first == 0xF4 && second > 0x8F;
            boolean tail = isContinuation(body, at + 2, end) && isContinuation(body, at + 3, end);
            return !overlong && !beyond && isContinuation(second) && tail ? 4 : 0;
        }
        return 0;
    }

    private static boolean isContinuation(byte[] body, int at, int end) {
        return at < end && isContinuation(body[at] & 0xFF);
    }

    private static boolean isContinuation(int octet) {
        return (octet & 0xC0) == 0x80;
    }
}

package io.aguacero.contracts.json;

import java.util.Arrays;

/**
 * Walks over JSON of the plainest form: no escapes in strings, no exponents in numbers, few levels, few members. It never
 * says more than "plain" or "not plain": what is plain, {@link PayloadReader} takes too; whatever else it meets, sound or
 * not, is for {@link PayloadReader} to judge. Not safe for threads.
 */
public final class PlainScanner {
    private static final int DEPTH_MAX = 8;
    private static final int NAMES_MAX = 128;

    private static final int[] NO_NAMES = {};

    private byte[] body = {};
    private int end;
    private int[] nameStarts = NO_NAMES;
    private int[] nameEnds = NO_NAMES;
    private int names;
    private int at;
    private int tokenStart;
    private int tokenEnd;
    private boolean ascii;

    /** Goes to the start of a stretch of a body. */
    public void start(byte[] body, int start, int end) {
        this.body = body;
        this.at = start;
        this.end = end;
    }

    /** Where it stands. */
    public int at() {
        return at;
    }

    /** Where the last string's content, or the last number or value, begins. */
    public int tokenStart() {
        return tokenStart;
    }

    /** Where it ends. */
    public int tokenEnd() {
        return tokenEnd;
    }

    /** Whether the last string's content is ASCII. */
    public boolean ascii() {
        return ascii;
    }

    /** Whether the last token is this text. */
    public boolean tokenIs(byte[] text) {
        return Arrays.equals(body, tokenStart, tokenEnd, text, 0, text.length);
    }

    /** Whether nothing but white space is left. */
    public boolean finished() {
        skipWhiteSpace();
        return at == end;
    }

    /** Passes over white space and one octet; false, and only white space passed over, when another one comes. */
    public boolean take(char octet) {
        skipWhiteSpace();
        if (at < end && body[at] == octet) {
            at++;
            return true;
        }
        return false;
    }

    /** The octet that comes next after white space; -1 at the end. */
    public int peek() {
        skipWhiteSpace();
        return at < end ? body[at] : -1;
    }

    private void skipWhiteSpace() {
        while (at < end && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
    }

    /** A plain string of at most that many bytes. */
    public boolean string(int bytesMax) {
        if (!take('"')) {
            return false;
        }
        int from = at;
        boolean onlyAscii = true;
        while (at < end) {
            byte octet = body[at];
            if (octet == '"') {
                tokenStart = from;
                tokenEnd = at++;
                ascii = onlyAscii;
                return tokenEnd - from <= bytesMax && (onlyAscii || Utf8.firstFault(body, from, tokenEnd) < 0);
            }
            if (octet < 0) {
                onlyAscii = false;
            } else if (octet < 0x20 || octet == '\\') {
                return false;
            }
            at++;
        }
        return false;
    }

    /** A number without exponent. */
    public boolean number() {
        skipWhiteSpace();
        int from = at;
        if (at < end && body[at] == '-') {
            at++;
        }
        int whole = at;
        digits();
        if (at == whole || (body[whole] == '0' && at > whole + 1)) {
            return false;
        }
        if (at < end && body[at] == '.') {
            int decimals = ++at;
            digits();
            if (at == decimals) {
                return false;
            }
        }
        tokenStart = from;
        tokenEnd = at;
        return at - from <= PayloadReader.NUMBER_MAX;
    }

    private void digits() {
        while (at < end && body[at] >= '0' && body[at] <= '9') {
            at++;
        }
    }

    /** Any plain value, with all that is in it. */
    public boolean value() {
        skipWhiteSpace();
        int from = at;
        names = 0;
        boolean plain = value(1);
        tokenStart = from;
        tokenEnd = at;
        return plain;
    }

    private boolean value(int depth) {
        return switch (peek()) {
            case '{' -> depth <= DEPTH_MAX && object(depth);
            case '[' -> depth <= DEPTH_MAX && array(depth);
            case '"' -> string(PayloadReader.STRING_MAX);
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean literal(String text) {
        for (int i = 0; i < text.length(); i++, at++) {
            if (at >= end || body[at] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean array(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            if (!value(depth + 1)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        int first = names;
        if (nameStarts.length == 0) {
            nameStarts = new int[NAMES_MAX];
            nameEnds = new int[NAMES_MAX];
        }
        do {
            if (!string(PayloadReader.NAME_MAX) || !isNew(first) || !take(':') || !value(depth + 1)) {
                return false;
            }
        } while (take(','));
        names = first;
        return take('}');
    }

    /** Notes a member's name; false when the object has it already, or there are too many to tell. */
    private boolean isNew(int first) {
        if (names == NAMES_MAX) {
            return false;
        }
        for (int i = first; i < names; i++) {
            if (Arrays.equals(body, nameStarts[i], nameEnds[i], body, tokenStart, tokenEnd)) {
                return false;
            }
        }
        nameStarts[names] = tokenStart;
        nameEnds[names++] = tokenEnd;
        return true;
    }
}

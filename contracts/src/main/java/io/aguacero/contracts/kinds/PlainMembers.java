package io.aguacero.contracts.kinds;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Arrays;

/** Where the members of a payload stand in its body, in their order. */
final class PlainMembers {
    private static final int PLACES = 4;

    private byte[] body = {};
    private int start;
    private int end;
    private int[] places = new int[PLACES * 16];
    private int used;
    private int bytes;
    private boolean whole;

    void begin(byte[] document, int at) {
        body = document;
        start = at;
        end = at;
        used = 0;
        bytes = 2;
        whole = true;
    }

    void end(int at) {
        end = at;
    }

    /** A member of the document isn't one of the payload. */
    void leaveOut() {
        whole = false;
    }

    /** Name and value, quotes included. */
    void add(int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (used == places.length) {
            places = Arrays.copyOf(places, 2 * used);
        }
        places[used++] = nameStart;
        places[used++] = nameEnd;
        places[used++] = valueStart;
        places[used++] = valueEnd;
        bytes += nameEnd - nameStart + valueEnd - valueStart + 2;
    }

    /** All of the document, or an object of the members that were added. */
    ByteString payload() {
        return whole ? UnsafeByteOperations.unsafeWrap(body, start, end - start) : joined();
    }

    private ByteString joined() {
        byte[] object = new byte[used == 0 ? 2 : bytes - 1];
        object[0] = '{';
        int to = 1;
        for (int i = 0; i < used; i += PLACES) {
            if (i > 0) {
                object[to++] = ',';
            }
            to = copy(places[i], places[i + 1], object, to);
            object[to++] = ':';
            to = copy(places[i + 2], places[i + 3], object, to);
        }
        object[to] = '}';
        return UnsafeByteOperations.unsafeWrap(object);
    }

    private int copy(int from, int until, byte[] object, int to) {
        System.arraycopy(body, from, object, to, until - from);
        return to + until - from;
    }
}
